package io.vigil.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

class RoleTest {

    @Test
    void theClinicalRolesContainOneAnother() {
        assertThat(included(Role.VIEWER)).containsExactly(Role.VIEWER);
        assertThat(included(Role.CLINICIAN)).containsExactly(Role.VIEWER, Role.CLINICIAN);
        assertThat(included(Role.LEAD)).containsExactly(Role.VIEWER, Role.CLINICIAN, Role.LEAD);
        assertThat(included(Role.ADMIN))
                .containsExactly(Role.VIEWER, Role.CLINICIAN, Role.LEAD, Role.ADMIN);
    }

    @Test
    void deviceAndAuditorStandAside() {
        assertThat(included(Role.DEVICE)).containsExactly(Role.DEVICE);
        assertThat(included(Role.AUDITOR)).containsExactly(Role.AUDITOR);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void aRoleIsFoundByItsCode(Role role) {
        assertThat(Role.byCode(role.code())).contains(role);
        assertThat(Role.byCode(role.name())).isEmpty();
    }

    private static Set<Role> included(Role role) {
        return Stream.of(Role.values())
                .filter(role::includes)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Role.class)));
    }
}
