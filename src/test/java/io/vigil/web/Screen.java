package io.vigil.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;

import java.net.URI;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The ward page in a real browser, and all that went wrong in it. */
final class Screen implements AutoCloseable {

    private final Queue<String> complaints = new ConcurrentLinkedQueue<>();
    private final BrowserContext context;
    private final Page page;
    private final URI server;

    Screen(BrowserContext context, URI server) {
        this.context = context;
        this.server = server;
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
        context.close();
    }
}
