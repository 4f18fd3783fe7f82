package io.vigil.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The ward page in a real browser, and all that went wrong in it. */
final class Screen implements AutoCloseable {

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final int WIDTH = 1920;
    private static final int HEIGHT = 1080;

    private final Queue<String> complaints = new ConcurrentLinkedQueue<>();
    private final Playwright playwright;
    private final Browser browser;
    private final Page page;
    private final URI server;

    Screen(URI server) {
        this.server = server;
        this.playwright = Playwright.create(new Playwright.CreateOptions()
                .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        this.browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(CHROMIUM)
                        .setArgs(List.of("--no-sandbox")));
        BrowserContext context =
                browser.newContext(new Browser.NewContextOptions().setViewportSize(WIDTH, HEIGHT));
        this.page = context.newPage();
        listen();
    }

    /** The policy's violations and a script's errors are errors on the console. */
    private void listen() {
        page.onPageError(complaints::add);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                complaints.add(message.text());
            }
        });
        page.onRequest(request -> {
            if (!URI.create(request.url()).getAuthority().equals(server.getAuthority())) {
                complaints.add("asked elsewhere: " + request.url());
            }
        });
    }

    Page page() {
        return page;
    }

    List<String> complaints() {
        return List.copyOf(complaints);
    }

    Locator at(String testId) {
        return page.getByTestId(testId);
    }

    Locator vital(String patient, String name) {
        return at("vital-" + patient + "-" + name);
    }

    /** Signs in and opens the ward. */
    void open(String token, String ward) {
        page.navigate(server.resolve("/").toString());
        at("sign-in-token").fill(token);
        at("sign-in-button").click();
        at("ward-" + ward).click();
        assertThat(at("link-state")).hasText("Live");
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
