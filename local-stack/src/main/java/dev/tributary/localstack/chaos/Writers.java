package dev.tributary.localstack.chaos;

import dev.tributary.tools.Postgres;
import dev.tributary.tools.generate.DataSet;
import dev.tributary.tools.generate.Generator;
import dev.tributary.tools.generate.GeneratorSettings;
import java.sql.SQLException;
import java.util.function.Consumer;

/** The generator's connections, and one that makes the changes which the generator does not. */
final class Writers implements Load {

    private final Generator generator;
    private final RowShuffler shuffler;

    Writers(DataSet dataSet, Postgres postgres, long seed, int rate, Consumer<String> notices) {
        this.generator = new Generator(
                postgres,
                GeneratorSettings.defaults().withDataSet(dataSet).withSeed(seed).withRate(rate),
                notices);
        RareChanges rare = switch (dataSet) {
            case SHOP -> new ShopChanges();
            case INVENTORY -> new InventoryChanges();
        };
        this.shuffler = new RowShuffler(postgres, rare, seed);
    }

    @Override
    public void start() throws SQLException {
        generator.start();
        shuffler.start();
    }

    @Override
    public void stop() throws SQLException, InterruptedException {
        shuffler.stop();
        generator.stop();
    }

    @Override
    public long changes() {
        return generator.committedChanges() + shuffler.changes();
    }
}
