package io.vigil.patient;

import io.vigil.core.WardId;
import io.vigil.core.ward.PatientReport;
import io.vigil.core.ward.PatientVitals;
import io.vigil.core.ward.WardAlarm;

import org.apache.pekko.actor.typed.ActorRef;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Wards that write down what they are told, and confirm it unless they are asked not to. */
final class Wards implements WardPort {

    record Told(WardId ward, PatientReport report, ActorRef<PatientReport.Confirmed> replyTo) {

        void confirm() {
            replyTo.tell(new PatientReport.Confirmed(
                    ward, report.patient(), report.incarnation(), report.number()));
        }

        /** The state and recording of an alarm in the report, null if it isn't there. */
        WardAlarm alarm(String condition) {
            return report.alarms().stream()
                    .filter(a -> a.alarm().condition().equals(condition))
                    .findFirst()
                    .orElse(null);
        }
    }

    final LinkedBlockingQueue<Told> reports = new LinkedBlockingQueue<>();
    final List<PatientVitals> vitals = new CopyOnWriteArrayList<>();
    volatile boolean confirming = true;

    @Override
    public void report(
            WardId ward, PatientReport report, ActorRef<PatientReport.Confirmed> replyTo) {
        Told told = new Told(ward, report, replyTo);
        reports.add(told);
        if (confirming) {
            told.confirm();
        }
    }

    @Override
    public void vitals(WardId ward, PatientVitals newest) {
        vitals.add(newest);
    }

    /** The next report that is as described; those before it are forgotten. */
    Told await(String what, Predicate<Told> wanted) {
        try {
            for (Told told = next(); told != null; told = next()) {
                if (wanted.test(told)) {
                    return told;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new AssertionError("no report: " + what);
    }

    private Told next() throws InterruptedException {
        return reports.poll(10, TimeUnit.SECONDS);
    }

    /** The next report of this alarm, recorded or not. */
    WardAlarm awaitAlarm(String condition, boolean recorded) {
        return await(
                        condition + (recorded ? " recorded" : " announced"),
                        told -> told.alarm(condition) != null
                                && told.alarm(condition).recorded() == recorded)
                .alarm(condition);
    }
}
