package io.vigil.web;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A real browser, for the thread that has started it; each of its screens is a profile of its own. */
final class Chromium implements AutoCloseable {

    private static final Path PROGRAM = Path.of("/usr/bin/chromium");
    private static final int WIDTH = 1920;
    private static final int HEIGHT = 1080;

    private final Playwright playwright;
    private final Browser browser;

    Chromium() {
        this.playwright = Playwright.create(new Playwright.CreateOptions()
                .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        this.browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(PROGRAM)
                        .setArgs(List.of("--no-sandbox")));
    }

    Screen screen(URI server) {
        return new Screen(
                browser.newContext(new Browser.NewContextOptions().setViewportSize(WIDTH, HEIGHT)),
                server);
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
