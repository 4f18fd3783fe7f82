package io.vigil.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import io.vigil.api.ContractValidator;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;

/** Calls whose every answer must be as the published contract says. */
final class HeldRest {

    private final Rest rest;
    private final ContractValidator contract;

    HeldRest(URI server, String token, ContractValidator contract) {
        this.rest = new Rest(server, token);
        this.contract = contract;
    }

    /** The answer's body, or what there is of it; {@code headers} are names and values in turn. */
    HttpResponse<String> call(
            int expected, String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        HttpResponse<String> response = rest.call(method, path, body, headers);
        assertThat(response.statusCode())
                .as("%s %s -> %s", method, path, response.body())
                .isEqualTo(expected);
        assertThat(contract.response(response)).isEmpty();
        if (expected < 300) {
            assertThat(contract.request(method, path.split("\\?")[0], body)).isEmpty();
        }
        return response;
    }

    JsonNode json(int expected, String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        return Rest.JSON.readTree(call(expected, method, path, body, headers).body());
    }
}
