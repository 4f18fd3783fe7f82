package io.vigil.bench.peers;

import io.vigil.core.alarm.Condition;

import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The limit as a Flink job from topic to topic, in a cluster of this process's own: a patient's dwell
 * on the heap, with a checkpoint to disk every ten seconds.
 */
public final class FlinkPeer {

    private static final int PARALLELISM = 2;
    private static final int CHECKPOINT_MS = 10_000;
    private static final int LOOK_MS = 100;

    private FlinkPeer() {}

    /** @param args the brokers, a folder for checkpoints, and what the topics' names begin with */
    public static void main(String[] args) throws Exception {
        Topics topics = Topics.of(args[2]);
        StreamExecutionEnvironment flink = environment(Path.of(args[1]));
        flink.enableCheckpointing(CHECKPOINT_MS, CheckpointingMode.AT_LEAST_ONCE);
        watched(flink.fromSource(
                        source(args[0], topics.samples()),
                        WatermarkStrategy.noWatermarks(),
                        topics.samples()))
                .sinkTo(sink(args[0], topics.alarms()));
        JobClient job = flink.executeAsync("limit");
        while (job.getJobStatus().get() != JobStatus.RUNNING) {
            Thread.sleep(LOOK_MS);
        }
        System.out.println(Child.READY);
        job.getJobExecutionResult().get();
    }

    /** What comes is sent on at once, or within the millisecond: the default is a tenth of a second. */
    static StreamExecutionEnvironment environment(Path checkpoints) {
        Configuration settings = new Configuration();
        settings.set(StateBackendOptions.STATE_BACKEND, "hashmap");
        settings.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints.toUri().toString());
        settings.set(PipelineOptions.OBJECT_REUSE, true);
        StreamExecutionEnvironment flink =
                StreamExecutionEnvironment.createLocalEnvironment(PARALLELISM, settings);
        flink.setBufferTimeout(1);
        return flink;
    }

    static DataStream<Verdict> watched(DataStream<Sample> samples) {
        return samples.keyBy(Sample::patient).process(new Watch());
    }

    private static KafkaSource<Sample> source(String brokers, String topic) {
        return KafkaSource.<Sample>builder()
                .setBootstrapServers(brokers)
                .setTopics(topic)
                .setGroupId("flink-peer")
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setDeserializer(new FromKafka())
                .build();
    }

    private static KafkaSink<Verdict> sink(String brokers, String topic) {
        return KafkaSink.<Verdict>builder()
                .setBootstrapServers(brokers)
                .setRecordSerializer(new ToKafka(topic))
                .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
                .setProperty(ProducerConfig.ACKS_CONFIG, "all")
                .setProperty(ProducerConfig.LINGER_MS_CONFIG, "0")
                .build();
    }

    private static final class FromKafka implements KafkaRecordDeserializationSchema<Sample> {

        private static final long serialVersionUID = 1;

        @Override
        public void deserialize(ConsumerRecord<byte[], byte[]> said, Collector<Sample> out) {
            out.collect(Sample.of(said.key(), said.value()));
        }

        @Override
        public TypeInformation<Sample> getProducedType() {
            return TypeInformation.of(Sample.class);
        }
    }

    private record ToKafka(String topic) implements KafkaRecordSerializationSchema<Verdict> {

        @Override
        public ProducerRecord<byte[], byte[]> serialize(
                Verdict verdict, KafkaSinkContext context, Long timestamp) {
            byte[] key = verdict.patient().getBytes(StandardCharsets.UTF_8);
            return new ProducerRecord<>(topic, key, verdict.bytes());
        }
    }

    private static final class Watch extends KeyedProcessFunction<String, Sample, Verdict> {

        private static final long serialVersionUID = 1;

        private transient Condition limit;
        private transient ValueState<Dwell> dwells;

        @Override
        public void open(OpenContext context) {
            limit = Limit.condition();
            dwells = getRuntimeContext().getState(new ValueStateDescriptor<>("dwell", Dwell.class));
        }

        @Override
        public void processElement(Sample sample, Context context, Collector<Verdict> out)
                throws Exception {
            Dwell before = dwells.value();
            Dwell dwell = before == null ? new Dwell() : before;
            Verdict verdict = dwell.judge(limit, sample);
            dwells.update(dwell);
            if (verdict != null) {
                out.collect(verdict);
            }
        }
    }
}
