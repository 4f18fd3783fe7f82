package io.vigil.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.assertions.LocatorAssertions.HasCountOptions;
import com.microsoft.playwright.assertions.LocatorAssertions.HasTextOptions;
import com.microsoft.playwright.assertions.LocatorAssertions.IsHiddenOptions;
import com.microsoft.playwright.assertions.LocatorAssertions.IsVisibleOptions;
import com.microsoft.playwright.options.AriaRole;

import io.vigil.core.WardId;
import io.vigil.core.vitals.Values;
import io.vigil.core.vitals.Vital;
import io.vigil.e2e.ServerProcess;
import io.vigil.security.Role;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** The page in a real browser against the real server: what a nurse sees and does. */
@Isolated("an alarm has a second to appear, and a second is short beside servers that start")
class WardPageTest {

    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
                    + "connect-src 'self'; media-src 'self'; font-src 'self'; base-uri 'none'; "
                    + "form-action 'none'; frame-ancestors 'none'";
    private static final double ALARM_MS = 1_000;
    private static final double SOON_MS = 5_000;
    /** Silence for five seconds, and a little for the machine. */
    private static final double BLIND_MS = 8_000;

    private static final double RECOVERED_MS = 30_000;
    /** A browser says on its console that a connection failed; that is the test's doing. */
    private static final Pattern CUT = Pattern.compile(
            "(?s).*(WebSocket connection to|ERR_CONNECTION|ERR_EMPTY|ERR_SOCKET|503).*");

    private static final Values CALM =
            Values.of(Vital.HR, 72).with(Vital.SPO2, 97).with(Vital.RR, 14);

    @TempDir
    static Path folder;

    private static ServerProcess server;
    private static Chromium chromium;
    private static Ward ward;
    private static Monitor first;
    private static Monitor second;
    private static int measurement;

    private Screen screen;

    @BeforeAll
    static void fillTheWard() throws Exception {
        server = ServerProcess.start(folder);
        ward = new Ward(new WardId("icu-1"), server.http(), server.data());
        first = ward.admit("p-1", "Ada Lindqvist", "1", CALM);
        second = ward.admit("p-2", "Hugo Bianchi", "2", CALM);
        chromium = new Chromium();
    }

    @AfterAll
    static void stop() {
        chromium.close();
        ward.close();
        server.close();
    }

    @BeforeEach
    void open() {
        screen = chromium.screen(server.http());
    }

    @AfterEach
    void nothingWentWrong() {
        List<String> complaints = screen.complaints();
        screen.close();
        assertThat(complaints).isEmpty();
    }

    @Test
    void aLiveValueChanges() {
        screen.open(ward.token(Role.VIEWER), "icu-1");
        first.show(Vital.HR, 81);
        assertThat(screen.vital("p-1", "hr")).hasText("81", within(SOON_MS));
        first.show(Vital.HR, 84);
        assertThat(screen.vital("p-1", "hr")).hasText("84", within(SOON_MS));
        assertThat(screen.vital("p-2", "hr")).hasText("72");
        assertThat(screen.at("tile-1")).hasAttribute("data-stale", "false");
    }

    @Test
    void anAlarmAppearsWithinASecondAndIsAcknowledged() throws Exception {
        screen.open(ward.token(Role.CLINICIAN), "icu-1");
        Locator alarm = alarmOf("p-1", "sbp-very-low");
        raise(first);
        assertThat(alarm).isVisible(new IsVisibleOptions().setTimeout(ALARM_MS));
        assertThat(screen.at("tile-1")).hasAttribute("data-alarm", "high");
        assertThat(screen.at("mute")).hasAttribute("data-sound", "high");
        assertThat(alarm).hasAttribute("data-recorded", "true");

        alarm.getByRole(AriaRole.BUTTON).click();
        assertThat(alarm).hasAttribute("data-state", "acknowledged");
        assertThat(screen.at("mute")).hasAttribute("data-sound", "quiet");
        assertThat(ward.patient("p-1").get("alarms").toString()).contains("test-clinician");
        settle(first, "p-1");
    }

    @Test
    void aViewerSeesAlarmsButCantAcknowledge() {
        screen.open(ward.token(Role.VIEWER), "icu-1");
        raise(second);
        Locator alarm = alarmOf("p-2", "sbp-very-low");
        assertThat(alarm).isVisible();
        assertThat(alarm.locator("button")).hasCount(0);
        screen.page().close();
        acknowledgeAll(second, "p-2");
    }

    @Test
    void saysNotLiveWhenTheServerStopsAndRecoversWhenItIsBack() throws Exception {
        screen.open(ward.token(Role.VIEWER), "icu-1");
        assertThat(screen.at("not-live")).isHidden();
        server.stop();
        assertThat(screen.at("not-live")).isVisible(new IsVisibleOptions().setTimeout(BLIND_MS));
        assertThat(screen.at("not-live")).containsText("NOT LIVE");
        server.restart();
        assertThat(screen.at("not-live")).isHidden(new IsHiddenOptions().setTimeout(RECOVERED_MS));
        first.show(Vital.HR, 91);
        assertThat(screen.vital("p-1", "hr")).hasText("91", within(RECOVERED_MS));
        onlyCutsWentWrong();
    }

    @Test
    void saysNotLiveWhenTheServerIsSilentOnAnOpenConnection() throws Exception {
        screen.open(ward.token(Role.VIEWER), "icu-1");
        server.freeze();
        try {
            assertThat(screen.at("not-live"))
                    .isVisible(new IsVisibleOptions().setTimeout(BLIND_MS));
        } finally {
            server.thaw();
        }
        assertThat(screen.at("not-live")).isHidden(new IsHiddenOptions().setTimeout(RECOVERED_MS));
        onlyCutsWentWrong();
    }

    @Test
    void everythingWorksByKeyboardAlone() {
        screen.page().navigate(server.http().resolve("/").toString());
        assertThat(screen.at("sign-in-token")).isFocused();
        screen.page().keyboard().insertText(ward.token(Role.CLINICIAN));
        press("Enter");
        assertThat(screen.page()
                        .locator("[data-testid^='ward-'], [data-testid^='tile-']")
                        .first())
                .isVisible();
        reachByTab("ward-icu-1");
        press("Enter");
        assertThat(screen.at("tile-1")).isVisible();

        press("ArrowDown");
        assertThat(screen.at("tile-1")).isFocused();
        press("ArrowRight");
        assertThat(screen.at("tile-2")).isFocused();
        press("Enter");
        assertThat(screen.at("bed-view")).isVisible();
        press("[");
        assertThat(screen.at("follow")).isVisible();
        press("Home");
        assertThat(screen.at("follow")).isHidden();
        press("Escape");
        assertThat(screen.at("tile-2")).isFocused();

        press("?");
        assertThat(screen.at("keys")).isVisible();
        press("Escape");
        assertThat(screen.at("keys")).isHidden();
        press("m");
        assertThat(screen.at("mute")).hasAttribute("aria-pressed", "true");
        press("m");
        acknowledgeByKey();
    }

    private void acknowledgeByKey() {
        raise(second);
        Locator alarm = alarmOf("p-2", "sbp-very-low");
        assertThat(alarm).isVisible();
        press("a");
        assertThat(alarm).isFocused();
        press("a");
        assertThat(alarm).hasAttribute("data-state", "acknowledged");
        settle(second, "p-2");
    }

    @Test
    void theBedShowsTrendsScorePartsAndHistory() {
        screen.open(ward.token(Role.VIEWER), "icu-1");
        screen.at("tile-2").click();
        assertThat(screen.page().locator("#trends canvas"))
                .hasCount(3, new HasCountOptions().setTimeout(RECOVERED_MS));
        assertThat(screen.at("news2-parts")).containsText("Respiration");
        assertThat(screen.at("alarm-history")).isAttached();
        screen.page().locator("#trends").hover();
        screen.page().mouse().wheel(0, -400);
        assertThat(screen.at("follow")).isVisible();
    }

    @Test
    void aBadTokenIsRefusedWithTheReason() {
        screen.page().navigate(server.http().resolve("/").toString());
        screen.at("sign-in-token").fill("nonsense");
        screen.at("sign-in-button").click();
        assertThat(screen.at("sign-in-problem")).containsText("not a Vigil token");
        assertThat(screen.page().url()).doesNotContain("nonsense");
    }

    @Test
    void theServerSendsTheStrictPolicy() {
        Response response = screen.page().navigate(server.http().resolve("/").toString());
        assertThat(response.headerValue("content-security-policy")).isEqualTo(POLICY);
    }

    // --- the bedside ----------------------------------------------------------------------------

    /** A cuff pressure is judged at once. */
    private static void raise(Monitor monitor) {
        monitor.measure(Vital.SBP, 60 + measurement++ % 5);
    }

    /** Back to normal: the alarm ends, and the next test starts calm. */
    private void settle(Monitor monitor, String patient) {
        monitor.measure(Vital.SBP, 120);
        await().atMost(Duration.ofSeconds(10))
                .until(() -> ward.patient(patient).get("alarms").isEmpty());
    }

    private void acknowledgeAll(Monitor monitor, String patient) {
        try (Screen other = chromium.screen(server.http())) {
            other.open(ward.token(Role.CLINICIAN), "icu-1");
            Locator alarm =
                    other.page().locator("[data-testid^='ack-" + patient + ".sbp-very-low.']");
            alarm.click();
            assertThat(alarm).hasCount(0);
        }
        settle(monitor, patient);
    }

    // --- the page -------------------------------------------------------------------------------

    private Locator alarmOf(String patient, String condition) {
        return screen.page().locator("[data-testid^='alarm-" + patient + "." + condition + ".']");
    }

    private void press(String key) {
        screen.page().keyboard().press(key);
    }

    private void reachByTab(String testId) {
        int most = 20;
        for (int i = 0; i < most && !isFocused(testId); i++) {
            press("Tab");
        }
        assertThat(screen.at(testId)).isFocused();
    }

    private boolean isFocused(String testId) {
        return testId.equals(screen.page().evaluate("document.activeElement?.dataset?.testid"));
    }

    private void onlyCutsWentWrong() {
        List<String> others = screen.complaints().stream()
                .filter(complaint -> !CUT.matcher(complaint).matches())
                .toList();
        assertThat(others).isEmpty();
        screen.close();
        screen = chromium.screen(server.http());
    }

    private static HasTextOptions within(double ms) {
        return new HasTextOptions().setTimeout(ms);
    }
}
