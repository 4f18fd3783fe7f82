package io.vigil.api;

import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.Route;

/** The contract's own documents: {@code /openapi.json} and {@code /asyncapi.json}. */
public final class ContractRoutes {

    private ContractRoutes() {}

    public static Route create(Bearer bearer) {
        return Directives.get(() -> Directives.concat(
                document(bearer, "openapi.json"), document(bearer, "asyncapi.json")));
    }

    private static Route document(Bearer bearer, String name) {
        return Directives.path(
                name,
                () -> bearer.authenticated(_ ->
                        Directives.getFromResource("api/" + name, ContentTypes.APPLICATION_JSON)));
    }
}
