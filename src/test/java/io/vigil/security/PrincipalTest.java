package io.vigil.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.core.DeviceId;
import io.vigil.core.WardId;

import org.junit.jupiter.api.Test;

import java.util.Set;
import java.util.stream.Stream;

class PrincipalTest {

    private static final WardId ICU = new WardId("icu-1");
    private static final WardId STEP_DOWN = new WardId("step-1");

    @Test
    void eachRoleMayWhatTheProtocolSays() {
        assertThat(allowed(Role.VIEWER)).containsExactly("view", "list");
        assertThat(allowed(Role.CLINICIAN)).containsExactly("view", "list", "acknowledge", "chart");
        assertThat(allowed(Role.LEAD))
                .containsExactly(
                        "view", "list", "acknowledge", "chart", "limits", "place", "assign");
        assertThat(allowed(Role.ADMIN))
                .containsExactly(
                        "view",
                        "list",
                        "acknowledge",
                        "chart",
                        "limits",
                        "place",
                        "assign",
                        "administer");
        assertThat(allowed(Role.AUDITOR)).containsExactly("audit");
        assertThat(allowed(Principal.device(new DeviceId("mon-1")))).containsExactly("stream");
    }

    @Test
    void aRefusalNamesTheRoleAndTheOneNeeded() {
        Principal viewer = Principal.person("v", Role.VIEWER, Set.of());

        assertThat(viewer.mayAcknowledge(ICU))
                .isEqualTo(Access.denied(
                        "role viewer may not acknowledge alarms: " + "that needs role clinician"));
    }

    @Test
    void aWardTokenIsGoodForItsWardsOnly() {
        Principal nurse = Principal.person("n", Role.LEAD, Set.of(ICU, new WardId("icu-2")));

        assertThat(nurse.mayView(ICU).isGranted()).isTrue();
        assertThat(nurse.mayView(STEP_DOWN))
                .isEqualTo(Access.denied(
                        "this token is for ward 'icu-1', 'icu-2', not for ward 'step-1'"));
        assertThat(Stream.of(
                        nurse.mayAcknowledge(STEP_DOWN),
                        nurse.mayChart(STEP_DOWN),
                        nurse.maySetLimits(STEP_DOWN),
                        nurse.mayPlacePatients(STEP_DOWN),
                        nurse.mayAssignDevices(STEP_DOWN)))
                .noneMatch(Access::isGranted);
    }

    @Test
    void aDeviceStreamsForItselfOnly() {
        Principal monitor = Principal.device(new DeviceId("mon-1"));

        assertThat(monitor.mayStreamDevice(new DeviceId("mon-1")).isGranted()).isTrue();
        assertThat(monitor.mayStreamDevice(new DeviceId("mon-11")))
                .isEqualTo(
                        Access.denied("this token is for device 'mon-1', not for device 'mon-11'"));
    }

    @Test
    void aGatewayStreamsForItsPrefixOnly() {
        Principal gateway = Principal.gateway("gw", "icu-1.");

        assertThat(gateway.mayStreamDevice(new DeviceId("icu-1.bed-4")).isGranted())
                .isTrue();
        assertThat(gateway.mayStreamDevice(new DeviceId("icu-12.bed-4")))
                .isEqualTo(Access.denied("this token is for devices whose id starts with 'icu-1.', "
                        + "not for device 'icu-12.bed-4'"));
    }

    @Test
    void notEvenAnAdminStreamsAsADevice() {
        Principal admin = Principal.person("root", Role.ADMIN, Set.of());

        assertThat(admin.mayStreamDevice(new DeviceId("mon-1")))
                .isEqualTo(Access.denied(
                        "role admin may not send device data: that needs role device"));
    }

    @Test
    void partsThatContradictEachOtherAreRefused() {
        assertThatThrownBy(() -> Principal.person("d", Role.DEVICE, Set.of()))
                .hasMessageContaining("needs a device or a gateway");
        assertThatThrownBy(() -> new Principal(
                        "v", Role.VIEWER, Set.of(), new DeviceScope.One(new DeviceId("mon-1"))))
                .hasMessageContaining("only role device");
        assertThatThrownBy(() -> Principal.person(" ", Role.VIEWER, Set.of()))
                .hasMessageContaining("subject");
        assertThatThrownBy(() -> Principal.gateway("gw", "")).hasMessageContaining("prefix");
    }

    private static Stream<String> allowed(Role role) {
        return allowed(Principal.person("somebody", role, Set.of()));
    }

    private static Stream<String> allowed(Principal who) {
        record Right(String name, Access access) {}
        return Stream.of(
                        new Right("view", who.mayView(ICU)),
                        new Right("list", who.mayListWards()),
                        new Right("acknowledge", who.mayAcknowledge(ICU)),
                        new Right("chart", who.mayChart(ICU)),
                        new Right("limits", who.maySetLimits(ICU)),
                        new Right("place", who.mayPlacePatients(ICU)),
                        new Right("assign", who.mayAssignDevices(ICU)),
                        new Right("administer", who.mayAdminister()),
                        new Right("audit", who.mayReadAudit()),
                        new Right("stream", who.mayStreamDevices()))
                .filter(right -> right.access().isGranted())
                .map(Right::name);
    }
}
