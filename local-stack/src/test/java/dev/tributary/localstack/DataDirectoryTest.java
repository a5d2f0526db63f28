package dev.tributary.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.tools.generate.DataSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

    @TempDir
    Path parent;

    @Test
    void isForOneStackAtATime() {
        Path root = parent.resolve("data");
        try (DataDirectory first = DataDirectory.open(root)) {
            assertThatThrownBy(() -> DataDirectory.open(root))
                    .isInstanceOf(StackException.class)
                    .hasMessageContaining("in use by another stack");
            assertThat(first.logs()).isDirectory();
        }

        DataDirectory.open(root).close();
        assertThat(root).isDirectory();
    }

    @Test
    void refusesWhatIsNotItsOwn() throws IOException {
        Files.writeString(parent.resolve("notes.txt"), "text");

        assertThatThrownBy(() -> DataDirectory.open(parent))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("it has other files");
        assertThatThrownBy(() -> DataDirectory.open(parent.resolve("notes.txt")))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("it is not a directory");
        assertThat(parent).isDirectoryNotContaining("glob:**lock");
    }

    @Test
    void isOfOneDataSet() {
        try (DataDirectory directory = DataDirectory.open(parent.resolve("data"))) {
            directory.claim(DataSet.INVENTORY);
            directory.claim(DataSet.INVENTORY);

            assertThatThrownBy(() -> directory.claim(DataSet.SHOP))
                    .isInstanceOf(StackException.class)
                    .hasMessageContaining("it has those of the view inventory-orders, and not of enriched-orders");
        }
    }

    /** As directories of earlier versions are. */
    @Test
    void isOfTheShopIfItHasDataAndDoesNotSayOfWhat() throws IOException {
        try (DataDirectory directory = DataDirectory.open(parent.resolve("data"))) {
            Files.createDirectory(directory.postgres());

            assertThatThrownBy(() -> directory.claim(DataSet.INVENTORY))
                    .isInstanceOf(StackException.class)
                    .hasMessageContaining("it has those of the view enriched-orders");
            directory.claim(DataSet.SHOP);
        }
    }

    @Test
    void isDeletedInTheEndIfItIsTemporary() throws IOException {
        DataDirectory directory = DataDirectory.temporary(parent);
        Files.writeString(directory.logs().resolve("some.log"), "text");

        directory.close();

        assertThat(directory.root()).doesNotExist();
    }

    @Test
    void clearsAwayWhatAKilledLauncherHasLeftAndNothingElse() throws IOException {
        Path left = Files.createDirectories(parent.resolve("tributary-stack-1"));
        Files.createFile(left.resolve("lock"));
        Path stillEnding = Files.createDirectories(parent.resolve("tributary-stack-2"));
        Files.createFile(stillEnding.resolve("lock"));
        new Predecessors(stillEnding.resolve("processes")).note(ProcessHandle.current());
        Path somebodyElses = Files.createDirectories(parent.resolve("tributary-stack-3"));
        DataDirectory inUse = DataDirectory.temporary(parent);

        DataDirectory.temporary(parent).close();

        assertThat(left).doesNotExist();
        assertThat(stillEnding).exists();
        assertThat(somebodyElses).exists();
        assertThat(inUse.root()).exists();
        inUse.close();
    }

    @Test
    void keepsItsPasswordsAndShowsThemToNobodyElse() throws IOException {
        Path file = parent.resolve("secrets.properties");
        String password = Secrets.in(file).password(Secrets.Role.SHOP);

        assertThat(password)
                .matches("[0-9a-f]{32}")
                .isNotEqualTo(Secrets.in(file).password(Secrets.Role.DEBEZIUM));
        assertThat(Secrets.in(file).password(Secrets.Role.SHOP)).isEqualTo(password);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }
}
