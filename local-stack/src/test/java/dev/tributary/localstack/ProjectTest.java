package dev.tributary.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.tools.generate.DataSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectTest {

    @TempDir
    Path root;

    @Test
    void isTheFolderAboveWithThePomAndTheSql() throws IOException {
        Files.createFile(root.resolve("pom.xml"));
        Files.createDirectories(root.resolve("postgres"));
        Path deep = Files.createDirectories(root.resolve("local-stack/src"));
        // A module has a POM of its own.
        Files.createFile(root.resolve("local-stack/pom.xml"));

        assertThat(Project.above(deep)).contains(new Project(root));
    }

    @Test
    void isNowhereIfNoFolderAboveLooksLikeIt() {
        assertThat(Project.above(root)).isEmpty();
    }

    @Test
    void saysWhatToDoWhenAPartIsNotBuilt() {
        assertThatThrownBy(new Project(root)::registryJar)
                .isInstanceOf(StackException.class)
                .hasMessageContaining("quarkus-run.jar")
                .hasMessageContaining("mvn -DskipTests package");
    }

    @Test
    void runsTheScriptsInTheOrderOfTheirNames() throws IOException {
        Path folder = Files.createDirectories(root.resolve("postgres"));
        for (String name : new String[] {"02-b.sql", "10-c.sql", "01-a.sql", "notes.txt"}) {
            Files.createFile(folder.resolve(name));
        }

        assertThat(new Project(root).sqlScripts(DataSet.SHOP))
                .extracting(file -> file.getFileName().toString())
                .containsExactly("01-a.sql", "02-b.sql", "10-c.sql");
    }

    @Test
    void runsTheScriptsOfTheInventoryBehindTheConnectorsOwn() {
        assertThat(Project.find().sqlScripts(DataSet.INVENTORY))
                .extracting(file -> file.getFileName().toString())
                .containsExactly("00-connector.sql", "01-tables.sql", "02-roles.sql", "03-sample-rows.sql");
    }
}
