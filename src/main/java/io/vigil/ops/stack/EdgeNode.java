package io.vigil.ops.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A ward's box.
 *
 * @param program what runs Vigil, without its arguments
 * @param data its journal and its token key
 * @param site its name as a site
 * @param centre the centre's
 * @param kafka {@code host:port,…} of the brokers as it reaches them
 * @param http port of devices, screens and the page
 */
record EdgeNode(List<String> program, Path data, String site, String centre, String kafka, int http)
        implements VigilNode {

    @Override
    public String name() {
        return site;
    }

    @Override
    public List<String> prepare(Path folder) throws IOException {
        Path config = folder.toAbsolutePath().resolve("edge.conf");
        Files.writeString(config, """
            vigil.site = "%s"
            vigil.link.centre = "%s"
            vigil.link.kafka.bootstrap-servers = "%s"
            """.formatted(site, centre, kafka));
        return command("edge", config);
    }
}
