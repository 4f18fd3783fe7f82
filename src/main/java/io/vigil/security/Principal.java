package io.vigil.security;

import io.vigil.core.DeviceId;
import io.vigil.core.WardId;

import java.util.Set;
import java.util.TreeSet;

/**
 * Who is asking, as the token says, and what they may do.
 *
 * @param wards the wards that the token is good for; empty for all of them
 * @param devices what a device token may stream for; {@link DeviceScope.None} for people
 */
public record Principal(String subject, Role role, Set<WardId> wards, DeviceScope devices) {

    /** A subject ends up in every acknowledgement's {@code by}: bounded like any name. */
    static final int SUBJECT_LENGTH_MAX = 200;

    /** @throws IllegalArgumentException if the parts don't fit together */
    public Principal {
        wards = Set.copyOf(wards);
        if (subject.isBlank() || subject.length() > SUBJECT_LENGTH_MAX) {
            throw new IllegalArgumentException(
                    "subject must have 1 to " + SUBJECT_LENGTH_MAX + " characters");
        }
        boolean streams = !(devices instanceof DeviceScope.None);
        if (role == Role.DEVICE && !streams) {
            throw new IllegalArgumentException("role device needs a device or a gateway prefix");
        }
        if (role != Role.DEVICE && streams) {
            throw new IllegalArgumentException(
                    "only role device may name a device or gateway, not role " + role.code());
        }
    }

    public static Principal person(String subject, Role role, Set<WardId> wards) {
        return new Principal(subject, role, wards, DeviceScope.none());
    }

    public static Principal device(DeviceId id) {
        return new Principal(id.value(), Role.DEVICE, Set.of(), new DeviceScope.One(id));
    }

    public static Principal gateway(String subject, String prefix) {
        return new Principal(subject, Role.DEVICE, Set.of(), new DeviceScope.Gateway(prefix));
    }

    /** Read the board, streams and history of a ward and its patients. */
    public Access mayView(WardId ward) {
        return mayActOn(ward, Role.VIEWER, "read");
    }

    public Access mayAcknowledge(WardId ward) {
        return mayActOn(ward, Role.CLINICIAN, "acknowledge alarms");
    }

    /** Enter observations by hand. */
    public Access mayChart(WardId ward) {
        return mayActOn(ward, Role.CLINICIAN, "chart observations");
    }

    public Access maySetLimits(WardId ward) {
        return mayActOn(ward, Role.LEAD, "change limits");
    }

    /** Admit, discharge; a transfer asks for both wards. */
    public Access mayPlacePatients(WardId ward) {
        return mayActOn(ward, Role.LEAD, "admit, transfer or discharge patients");
    }

    public Access mayAssignDevices(WardId ward) {
        return mayActOn(ward, Role.LEAD, "assign devices");
    }

    /** Lists that aren't of one ward; what they show is still filtered by {@link #mayView}. */
    public Access mayListWards() {
        return requireRole(Role.VIEWER, "read");
    }

    public Access mayAdminister() {
        return requireRole(Role.ADMIN, "administer the system");
    }

    public Access mayReadAudit() {
        return requireRole(Role.AUDITOR, "read the audit trail");
    }

    /** Open the device stream at all; each {@code hello} then asks for its own device. */
    public Access mayStreamDevices() {
        return requireRole(Role.DEVICE, "send device data");
    }

    public Access mayStreamDevice(DeviceId device) {
        return mayStreamDevices().and(requireDevice(device));
    }

    /** True when the token is good for this ward, whatever the role. */
    public boolean isGoodFor(WardId ward) {
        return wards.isEmpty() || wards.contains(ward);
    }

    private Access mayActOn(WardId ward, Role needed, String action) {
        return requireRole(needed, action).and(requireWard(ward));
    }

    private Access requireRole(Role needed, String action) {
        if (role.includes(needed)) {
            return Access.granted();
        }
        return Access.denied("role %s may not %s: that needs role %s"
                .formatted(role.code(), action, needed.code()));
    }

    private Access requireDevice(DeviceId device) {
        if (devices.covers(device)) {
            return Access.granted();
        }
        return Access.denied(
                "this token is for %s, not for device '%s'".formatted(devices.describe(), device));
    }

    private Access requireWard(WardId ward) {
        if (isGoodFor(ward)) {
            return Access.granted();
        }
        return Access.denied(
                "this token is for ward " + wardNames() + ", not for ward '" + ward + "'");
    }

    private String wardNames() {
        return String.join(
                ", ",
                new TreeSet<>(wards).stream().map(ward -> "'" + ward + "'").toList());
    }
}
