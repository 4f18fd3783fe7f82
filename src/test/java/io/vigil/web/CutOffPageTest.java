package io.vigil.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.assertions.LocatorAssertions.IsVisibleOptions;

import io.vigil.OwnServers;
import io.vigil.core.WardId;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;
import io.vigil.e2e.ServerProcess;
import io.vigil.security.Role;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;

/** The page of a box that doesn't reach its centre: it says so, and goes on. */
@OwnServers
class CutOffPageTest {

    private static final double SILENCE_MS = 40_000;

    @TempDir
    private static Path folder;

    @Test
    void saysThatTheWardIsOnItsOwnAndStaysLive() throws Exception {
        Path config = folder.resolve("edge.conf");
        Files.writeString(config, """
            vigil.site = "box-1"
            vigil.link.centre = "central"
            vigil.link.kafka.bootstrap-servers = "127.0.0.1:1"
            """);
        try (ServerProcess server = ServerProcess.edge(folder, config);
                Ward ward = new Ward(new WardId("icu-1"), server.http(), server.data());
                Chromium chromium = new Chromium();
                Screen screen = chromium.screen(server.http())) {
            Monitor monitor = ward.admit("p-1", "Ada Lindqvist", "1", Values.of(Vital.HR, 72));
            screen.open(ward.token(Role.VIEWER), "icu-1");

            assertThat(screen.at("cut-off"))
                    .isVisible(new IsVisibleOptions().setTimeout(SILENCE_MS));
            assertThat(screen.at("cut-off")).containsText("no link to the centre");
            assertThat(screen.at("link-state")).containsText("Live");
            monitor.show(Vital.HR, 81);
            assertThat(screen.vital("p-1", "hr")).hasText("81");
            String shot = System.getProperty("vigil.screenshots");
            if (shot != null) {
                screen.page()
                        .screenshot(new com.microsoft.playwright.Page.ScreenshotOptions()
                                .setPath(Path.of(shot, "cut-off.png")));
            }
        }
    }
}
