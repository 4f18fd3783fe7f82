package io.vigil.replication.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vigil.core.PatientId;
import io.vigil.core.patient.PatientEvent;
import io.vigil.core.replica.Dot;
import io.vigil.core.replica.Envelope;
import io.vigil.core.replica.HybridTime;
import io.vigil.core.replica.SiteId;
import io.vigil.core.replica.Versions;
import io.vigil.replication.link.LinkMessage.Beat;
import io.vigil.replication.link.LinkMessage.Deliver;
import io.vigil.replication.link.LinkMessage.Has;
import io.vigil.replication.link.LinkMessage.Lacks;
import io.vigil.replication.link.LinkMessage.Letter;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

class LinkCodecTest {

    static final SiteId EDGE = new SiteId("edge-1");
    static final PatientId PATIENT = new PatientId("p-17");

    static Envelope envelope(long seq) {
        return new Envelope(
                EDGE,
                seq,
                PATIENT,
                1,
                new HybridTime(1_764_000_000_000L, 2),
                Versions.of(EDGE, seq - 1).with(new SiteId("central"), 4),
                List.of(new PatientEvent.Discharged(1_764_000_000_000L, "lead")));
    }

    static Stream<LinkMessage> everyMessage() {
        return Stream.of(
                new Deliver(envelope(3), false, false),
                new Deliver(envelope(3), false, true),
                new Deliver(envelope(3), true, false),
                new Has(PATIENT, new Dot(EDGE, 7)),
                new Lacks(PATIENT, new Dot(EDGE, 1L << 40)),
                new Beat(1_764_000_000_123L));
    }

    @ParameterizedTest
    @MethodSource("everyMessage")
    void aLetterIsReadAsItWasWritten(LinkMessage message) {
        Letter letter = new Letter(EDGE, message);

        assertThat(LinkCodec.decode(LinkCodec.encode(letter))).isEqualTo(letter);
    }

    @ParameterizedTest
    @MethodSource("everyMessage")
    void aLetterThatIsCutOrTooLongIsRefused(LinkMessage message) {
        byte[] bytes = LinkCodec.encode(new Letter(EDGE, message));
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatIllegalArgumentException().isThrownBy(() -> LinkCodec.decode(cut));
        }
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
        assertThatIllegalArgumentException().isThrownBy(() -> LinkCodec.decode(longer));
    }

    @Test
    void aLetterOfALaterProgramIsRefusedInWords() {
        byte[] bytes = LinkCodec.encode(new Letter(EDGE, new Beat(1)));
        bytes[0] = 9;

        assertThatIllegalArgumentException()
                .isThrownBy(() -> LinkCodec.decode(bytes))
                .withMessageContaining("version 9");
    }
}
