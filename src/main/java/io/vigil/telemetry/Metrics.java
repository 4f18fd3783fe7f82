package io.vigil.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vigil.core.alarm.Priority;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleFunction;

/** What Vigil counts of itself, for /metrics; docs/OPERATING.md says what each number means. */
public final class Metrics {

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Counter samples = counter("vigil.samples", "values received from devices");
    private final Counter refused = counter("vigil.refused", "parts of frames that were refused");
    private final Counter bad = counter("vigil.messages.bad", "device messages not understood");
    private final Counter lostToNodes = counter(
            "vigil.lost.to.nodes", "messages to a node out of reach; their senders say them again");
    private final Counter found = counter(
            "vigil.alarms.found",
            "alarms that sessions announced because the patient was out of reach");
    private final Counter dropped = counter("vigil.dropped", "messages lost inside; must be zero");
    private final Counter gaps = counter("vigil.subscriber.gaps", "slow screens given a snapshot");
    private final Counter delivered =
            counter("vigil.alarms.received", "alarm changes that screens confirmed");
    private final Counter published =
            counter("vigil.feed.published", "records that Kafka has confirmed");
    private final Counter publishFailed =
            counter("vigil.feed.failed", "records to be handed to Kafka again");
    private final Counter twoWriters = counter(
            "vigil.journal.two.writers", "journal rows that two nodes have written; must be zero");
    private final Counter packed = counter(
            "vigil.journal.packed", "groups of old journal rows that have got a packed copy");
    private final Counter packingFailed = counter(
            "vigil.journal.packing.failed",
            "times that a patient's old rows could not be packed, until the next snapshot");
    private final Counter redisErrors = counter("vigil.redis.errors", "writes that Redis failed");
    private final Timer announce =
            timer("vigil.announce.latency", "frame received to alarm handed to a screen's socket");
    private final Timer durable =
            timer("vigil.durability.latency", "frame received to its event being durable");
    private final DistributionSummary batch = DistributionSummary.builder(
                    "vigil.journal.batch.events")
            .description("events in one journal row")
            .publishPercentileHistogram()
            .maximumExpectedValue(1024.0)
            .register(registry);
    private final Map<Priority, Counter> alarms = new EnumMap<>(Priority.class);
    private final AtomicInteger journalDown = new AtomicInteger();
    private final AtomicInteger patients = new AtomicInteger();
    private final AtomicInteger sessions = new AtomicInteger();
    private final AtomicInteger subscribers = new AtomicInteger();
    private final Hop sessionHop = new Hop("session", registry);
    private final Hop patientHop = new Hop("patient", registry);
    private final AtomicLong unpublished = new AtomicLong();
    private final Map<String, AtomicLong> unsent = new ConcurrentHashMap<>();
    private final Counter taken =
            counter("vigil.link.envelopes.taken", "envelopes of other sites that were recorded");
    private final Counter notTaken =
            counter("vigil.link.envelopes.refused", "envelopes that could not be recorded in time");
    private final Counter askedFor =
            counter("vigil.link.gaps", "times that a site was asked for envelopes again");
    private final Counter unreadable =
            counter("vigil.link.unreadable", "letters of other sites that could not be read");
    private final AtomicLong diskBytes = new AtomicLong();
    private final AtomicLong diskBytesPerDay = new AtomicLong();

    public Metrics() {
        for (Priority priority : Priority.values()) {
            alarms.put(
                    priority,
                    Counter.builder("vigil.alarms.raised")
                            .tag("priority", priority.code())
                            .description("alarms raised")
                            .register(registry));
        }
        total("vigil.frames", "frames received from devices", Hop::inSoFar);
        total("vigil.frames.acked", "frames acknowledged as durable", Hop::durableSoFar);
        gauge("vigil.journal.failing", "ledgers whose last write failed", journalDown);
        gauge("vigil.patients", "patients who are watched: their journal has been read", patients);
        gauge("vigil.device.sessions", "open device connections", sessions);
        gauge("vigil.subscribers", "open alarm and ward streams", subscribers);
        gauge("vigil.feed.unpublished", "durable batches the feed has not confirmed", unpublished);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
    }

    /** The Prometheus text of all numbers. */
    public String scrape() {
        return registry.scrape();
    }

    public PrometheusMeterRegistry registry() {
        return registry;
    }

    /** A frame has come to its patient: into {@link #patientHop}, too. */
    public void frameReceived(int values) {
        patientHop.in();
        samples.increment(values);
    }

    /** Frames have left {@link #patientHop}, as they are in the journal and their acks are told. */
    public void framesAcked(long count) {
        patientHop.durable(count);
    }

    /** From a device's socket to the patient's answer. */
    public Hop sessionHop() {
        return sessionHop;
    }

    /** From the patient's actor to the journal. */
    public Hop patientHop() {
        return patientHop;
    }

    /** All places where frames are counted. */
    public List<Hop> hops() {
        return List.of(sessionHop, patientHop);
    }

    /** So many more durable batches are to be published, or fewer if it is below 0. */
    public void unpublished(long more) {
        unpublished.addAndGet(more);
    }

    /** So many more durable batches another site isn't known to have, or fewer if below 0. */
    public void unsent(String site, long more) {
        unsent.computeIfAbsent(site, this::unsentGauge).addAndGet(more);
    }

    private AtomicLong unsentGauge(String site) {
        AtomicLong batches = new AtomicLong();
        Gauge.builder("vigil.link.unsent", batches, AtomicLong::get)
                .tag("site", site)
                .description("durable batches that the site is not known to have")
                .register(registry);
        return batches;
    }

    /** Whether a site is heard of and can be sent to, asked whenever somebody looks. */
    public void linkUp(String site, BooleanSupplier isUp) {
        Gauge.builder("vigil.link.up", isUp, up -> up.getAsBoolean() ? 1 : 0)
                .tag("site", site)
                .description("1 while the site is heard of and can be sent to")
                .strongReference(true)
                .register(registry);
    }

    public void envelopeTaken() {
        taken.increment();
    }

    public void envelopeNotTaken() {
        notTaken.increment();
    }

    public void envelopesAskedFor() {
        askedFor.increment();
    }

    public void letterUnreadable() {
        unreadable.increment();
    }

    /** Durable batches that the site isn't known to have. */
    public long unsent(String site) {
        AtomicLong batches = unsent.get(site);
        return batches == null ? 0 : batches.get();
    }

    public void published(int records) {
        published.increment(records);
    }

    public void publishFailed(int records) {
        publishFailed.increment(records);
    }

    /** To be called once where the journal is beside the process: a cluster has no such numbers. */
    public void showDisk() {
        gauge("vigil.disk.free.bytes", "bytes free for the data folder", diskBytes);
        gauge("vigil.disk.used.bytes.per.day", "bytes used a day, of late", diskBytesPerDay);
    }

    public void diskRoom(long bytes, long bytesPerDay) {
        diskBytes.set(bytes);
        diskBytesPerDay.set(bytesPerDay);
    }

    public void redisFailed() {
        redisErrors.increment();
    }

    public long unpublished() {
        return unpublished.get();
    }

    public void partsRefused(int count) {
        refused.increment(count);
    }

    public void messageNotUnderstood() {
        bad.increment();
    }

    public void alarmFound() {
        found.increment();
    }

    public void messageDropped() {
        dropped.increment();
    }

    public void rowOfTwoWritersFound() {
        twoWriters.increment();
    }

    public double rowsOfTwoWriters() {
        return twoWriters.count();
    }

    public void rowGroupsPacked(int count) {
        packed.increment(count);
    }

    public void packingFailed() {
        packingFailed.increment();
    }

    public void messageLostToNode() {
        lostToNodes.increment();
    }

    public double lostToNodes() {
        return lostToNodes.count();
    }

    public double dropped() {
        return dropped.count();
    }

    public void alarmRaised(Priority priority) {
        Counter counter = alarms.get(priority);
        if (counter != null) {
            counter.increment();
        }
    }

    public void announced(long nanos) {
        announce.record(nanos, TimeUnit.NANOSECONDS);
    }

    public void madeDurable(long nanos) {
        durable.record(nanos, TimeUnit.NANOSECONDS);
    }

    public void batchWritten(int events) {
        batch.record(events);
    }

    public void journalFailing(boolean failing) {
        journalDown.addAndGet(failing ? 1 : -1);
    }

    public boolean isJournalFailing() {
        return journalDown.get() > 0;
    }

    public void patientAwake() {
        patients.incrementAndGet();
    }

    public void patientGone() {
        patients.decrementAndGet();
    }

    public void sessionOpened() {
        sessions.incrementAndGet();
    }

    public void sessionClosed() {
        sessions.decrementAndGet();
    }

    public void subscriberOpened() {
        subscribers.incrementAndGet();
    }

    public void subscriberClosed() {
        subscribers.decrementAndGet();
    }

    public void subscriberGap() {
        gaps.increment();
    }

    public void changesReceived(long count) {
        delivered.increment((double) count);
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }

    /** A sum that the patients' hop has already. */
    private void total(String name, String description, ToDoubleFunction<Hop> sum) {
        FunctionCounter.builder(name, patientHop, sum).description(description).register(registry);
    }

    private Timer timer(String name, String description) {
        return Timer.builder(name)
                .description(description)
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofNanos(10_000))
                .maximumExpectedValue(Duration.ofSeconds(60))
                .register(registry);
    }

    private void gauge(String name, String description, Number number) {
        Gauge.builder(name, number, Number::doubleValue)
                .description(description)
                .register(registry);
    }
}
