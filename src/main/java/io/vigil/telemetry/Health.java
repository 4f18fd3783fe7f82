package io.vigil.telemetry;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;

/**
 * Whether the server can do its work, part by part. Each part either is asked whenever someone
 * wants to know, or says by itself when it changes. Safe for use by several threads.
 */
public final class Health {

    public static final String JOURNAL = "journal";
    public static final String CLUSTER = "cluster";
    public static final String SHARDING = "sharding";
    public static final String HTTP = "http";
    public static final String TLS = "tls";
    public static final String KAFKA = "kafka";
    public static final String REDIS = "redis";
    public static final String LINK = "link";

    private final Map<String, Supplier<ComponentHealth>> components = new ConcurrentSkipListMap<>();

    /**
     * All parts at one time.
     *
     * @param ready all of them are up
     */
    public record Report(boolean ready, SortedMap<String, ComponentHealth> components) {}

    /** Nothing is up before it says so: a server that starts must not be sent any work. */
    public static Health starting() {
        Health health = new Health();
        for (String component : new String[] {JOURNAL, SHARDING, HTTP}) {
            health.set(component, ComponentHealth.down("starting"));
        }
        return health;
    }

    /** The part is like this until it is said otherwise. */
    public void set(String component, ComponentHealth state) {
        components.put(component, () -> state);
    }

    /** The part is asked each time; quickly answered, and from any thread. */
    public void ask(String component, Supplier<ComponentHealth> question) {
        components.put(component, question);
    }

    public Report report() {
        SortedMap<String, ComponentHealth> states = new TreeMap<>();
        components.forEach((component, question) -> states.put(component, question.get()));
        boolean ready = states.values().stream().allMatch(ComponentHealth::up);
        return new Report(ready, Collections.unmodifiableSortedMap(states));
    }

    /** The journal as its writers find it: down while the last write of any of them failed. */
    public static Supplier<ComponentHealth> journal(Metrics metrics) {
        return () -> metrics.isJournalFailing()
                ? ComponentHealth.down("writes fail: alarms go on, acks wait")
                : ComponentHealth.up("writable");
    }
}
