package io.vigil.ward;

import io.vigil.core.WardId;
import io.vigil.core.ward.WardAlarm;

import java.util.List;

/**
 * Where a ward's open alarms and its changes are told beside its screens. Every call returns at
 * once; what becomes of it is no business of the ward's.
 */
public interface WardSink {

    WardSink NONE = new WardSink() {
        @Override
        public void whole(WardId ward, String feed, long number, List<WardAlarm> open) {}

        @Override
        public void changed(WardId ward, String feed, long number, WardAlarm alarm) {}

        @Override
        public void ended(WardId ward, String feed) {}
    };

    /** All that is open after change {@code number}: the ward has gathered its patients. */
    void whole(WardId ward, String feed, long number, List<WardAlarm> open);

    /** Change {@code number} of this feed, maybe before the ward is whole. */
    void changed(WardId ward, String feed, long number, WardAlarm alarm);

    /** The ward stops here; it may be running elsewhere by now. */
    void ended(WardId ward, String feed);
}
