package dev.tributary.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.xz.XZCompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresBinariesTest {

    @TempDir
    Path folder;

    @Test
    void keepsWhatIsExecutableAndWhatIsALink() throws IOException {
        Path archive = archive("bin/postgres", 0755);

        Path unpacked = PostgresBinaries.unpacked(archive, folder.resolve("cache"));

        assertThat(unpacked.resolve("bin/postgres")).isExecutable().hasContent("hello");
        assertThat(unpacked.resolve("lib/libpq.so")).isSymbolicLink().hasContent("hello");
        assertThat(PostgresBinaries.unpacked(archive, folder.resolve("cache"))).isEqualTo(unpacked);
    }

    @Test
    void refusesAnEntryOutsideOfTheArchive() throws IOException {
        Path archive = archive("../postgres", 0755);

        assertThatThrownBy(() -> PostgresBinaries.unpack(archive, folder.resolve("out")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("outside");
    }

    private Path archive(String name, int mode) throws IOException {
        Path archive = folder.resolve("postgres.txz");
        byte[] content = "hello".getBytes(StandardCharsets.UTF_8);
        try (TarArchiveOutputStream tar =
                new TarArchiveOutputStream(new XZCompressorOutputStream(Files.newOutputStream(archive)))) {
            TarArchiveEntry program = new TarArchiveEntry(name);
            program.setMode(mode);
            program.setSize(content.length);
            tar.putArchiveEntry(program);
            tar.write(content);
            tar.closeArchiveEntry();
            TarArchiveEntry link = new TarArchiveEntry("lib/libpq.so", TarConstants.LF_SYMLINK);
            link.setLinkName("../bin/postgres");
            tar.putArchiveEntry(link);
            tar.closeArchiveEntry();
        }
        return archive;
    }
}
