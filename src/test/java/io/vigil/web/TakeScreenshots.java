package io.vigil.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import static java.util.Objects.requireNonNull;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.WebSocketRoute;
import com.microsoft.playwright.assertions.LocatorAssertions.IsVisibleOptions;

import org.junit.jupiter.api.Test;

import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;

/**
 * Makes the pictures of docs/screenshots from a running demo. Not part of the build; by hand:
 *
 * <pre>
 * ./vigil demo
 * mvn test -Dtest=TakeScreenshots -Dvigil.url=http://127.0.0.1:8080 -Dvigil.token=CLINICIAN_TOKEN
 * </pre>
 */
class TakeScreenshots {

    private static final Path FOLDER = Path.of("docs", "screenshots");
    private static final String WARD = "icu-1";
    private static final double BLIND_MS = 10_000;
    private static final int NARROW_PX = 620;
    private static final int NARROW_HEIGHT_PX = 1000;

    private final AtomicBoolean cut = new AtomicBoolean();
    private final AtomicReference<WebSocketRoute> stream = new AtomicReference<>();

    @Test
    void ofTheDemo() {
        URI server = URI.create(given("vigil.url"));
        try (Chromium chromium = new Chromium();
                Screen screen = chromium.screen(server)) {
            screen.page().routeWebSocket(Pattern.compile(".*/v1/stream/.*"), this::pass);
            screen.page().navigate(server.resolve("/").toString());
            shoot(screen, "sign-in");
            screen.open(given("vigil.token"), WARD);
            screen.page().locator("[data-alarm=high]").first().waitFor();
            shoot(screen, "board");
            shootBed(screen);
            shootNotLive(screen);
            cut.set(false);
            assertThat(screen.at("link-state")).hasText("Live");
            screen.page().setViewportSize(NARROW_PX, NARROW_HEIGHT_PX);
            shoot(screen, "narrow");
        }
    }

    private void shootBed(Screen screen) {
        screen.page().locator("[data-alarm=high]").first().click();
        screen.page().locator("#trends canvas").first().waitFor();
        assertThat(screen.page().getByText("Loading…")).isHidden();
        shoot(screen, "bed");
        screen.page().keyboard().press("Escape");
        screen.page().keyboard().press("?");
        assertThat(screen.at("keys")).isVisible();
        shoot(screen, "keys");
        screen.page().keyboard().press("Escape");
    }

    private void shootNotLive(Screen screen) {
        cut.set(true);
        requireNonNull(stream.get()).close();
        assertThat(screen.at("not-live")).isVisible(new IsVisibleOptions().setTimeout(BLIND_MS));
        shoot(screen, "not-live");
    }

    /** Lets the stream through until it is to be cut. */
    private void pass(WebSocketRoute route) {
        if (cut.get()) {
            route.close();
        } else {
            route.connectToServer();
            stream.set(route);
        }
    }

    private static void shoot(Screen screen, String name) {
        screen.page()
                .screenshot(new Page.ScreenshotOptions().setPath(FOLDER.resolve(name + ".png")));
    }

    private static String given(String property) {
        return requireNonNull(System.getProperty(property), "-D" + property + "=… is missing");
    }
}
