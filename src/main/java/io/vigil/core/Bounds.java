package io.vigil.core;

/** Every bound of Vigil in one place, each with its reason. */
public final class Bounds {

    private Bounds() {}

    /** PROTOCOL: an id has at most 64 characters. */
    public static final int ID_LENGTH_MAX = 64;

    /** A patient's id, a condition with another's in it, a device's id, and an onset in base 36. */
    public static final int ALARM_ID_LENGTH_MAX = 3 * ID_LENGTH_MAX + 40;

    /** A name on a tile: longer ones can't be shown, and would be stored for nothing. */
    public static final int NAME_LENGTH_MAX = 200;

    /** PROTOCOL: a message over 64 KiB closes the connection. */
    public static final int MESSAGE_BYTES_MAX = 64 * 1024;

    /** PROTOCOL: a hundred bad messages close the connection. */
    public static final int BAD_MESSAGES_MAX = 100;

    /** Frames a device may have unacked: 64 s at one frame a second, and a bounded resend. */
    public static final int CREDIT_FRAMES = 64;

    /** Devices that one gateway connection may carry: a hospital's gateway has a few hundred. */
    public static final int DEVICES_PER_CONNECTION_MAX = 1024;

    /** Devices of one patient: monitor, pumps, ventilator; a list must not grow for ever. */
    public static final int DEVICES_PER_PATIENT_MAX = 16;

    /** Problems reported for one frame: nine vitals, and as many unknown names again. */
    public static final int PROBLEMS_PER_FRAME_MAX = 32;

    /** Open alarms of one patient, before the oldest latched ones of a condition are let go. */
    public static final int OPEN_ALARMS_MAX = 128;

    /** Identity conflicts of one patient: with more the screens would tell nothing new. */
    public static final int CONFLICTS_MAX = 8;

    /** Patients who shared a bed or device before, and are remembered to have let it go. */
    public static final int CLAIMANTS_GONE_MAX = 64;

    /** Conditions a device may report at once. */
    public static final int REPORTED_CONDITIONS_MAX = 32;

    /** Patients of one ward: a large ward has sixty beds; the board must stay readable. */
    public static final int PATIENTS_PER_WARD_MAX = 2000;

    /** Alarm changes a ward keeps for resuming screens: minutes of the worst alarm storm. */
    public static final int FEED_RING_CHANGES = 4096;

    /** Messages a slow screen may have waiting before it gets a gap and a fresh snapshot. */
    public static final int SUBSCRIBER_QUEUE_MESSAGES = 256;

    /** Events of one patient waiting for the journal; past it devices are told to hold. */
    public static final int PENDING_EVENTS_MAX = 4096;

    /** Events in one journal row: a row stays small enough to write in one go. */
    public static final int BATCH_EVENTS_MAX = 1024;

    /** Durable events of one patient that wait in memory to be published: a minute of frames. */
    public static final int FEED_EVENTS_MAX = 64;

    /** Events read back from the journal at once to be published, unless one row has more. */
    public static final int FEED_PAGE_EVENTS = 1024;

    /** Patients of a server that read back at once: after an outage all of them would. */
    public static final int FEED_READERS_MAX = 8;

    /** Hours that the time index tells apart (two years); older ones are merged. */
    public static final int INDEX_HOURS_MAX = 17_520;

    /** Clinicians' commands of one patient waiting for their answer. */
    public static final int PENDING_COMMANDS_MAX = 64;

    /**
     * A frame may be as old as it likes, but one from the far future would make every later
     * sample 'not newer than the last', which is never judged: a false calm.
     */
    public static final long FUTURE_MS_MAX = 24L * 3600 * 1000;

    /** The PROTOCOL caps what one step of time may add to a dwell. */
    public static final long DT_MS_MAX = 10_000;

    public static final long NO_DATA_MS = 15_000;
    public static final long NO_DATA_HIGH_MS = 60_000;
    public static final long SIGNAL_LOST_MS = 30_000;
    public static final long CLOCK_SKEW_MS = 5_000;

    /** NEWS2 takes values at most this much older than the newest part. */
    public static final long NEWS2_STREAM_AGE_MS = 5L * 60 * 1000;

    /** The same for values measured once (cuff, thermometer) and charted ones. */
    public static final long NEWS2_SPOT_AGE_MS = 12L * 3600 * 1000;

    /** A limit's delays: an hour is already no alarm any more. */
    public static final long DELAY_MS_MAX = 3_600_000;

    /** A site's clock may be so far ahead of another's before it is told of and not followed. */
    public static final long SITE_DRIFT_MS_MAX = 60_000;

    /** Who ends a conflict knows where the other patient went; the word of that follows so soon. */
    public static final long END_BELIEVED_MS = 30_000;

    /** How long an alarm is remembered at least: a site that isn't known yet may speak of it. */
    public static final long ALARMS_REMEMBERED_MS = 24 * 60 * 60 * 1000L;

    /** Alarms of one patient that a site remembers until all others have seen their end. */
    public static final int ALARMS_REMEMBERED_MAX = 1024;

    /** Devices of one patient whose detachment a site remembers. */
    public static final int DEVICES_REMEMBERED_MAX = 4 * DEVICES_PER_PATIENT_MAX;

    /** Conditions of one patient, with those that devices name, whose last end is remembered. */
    public static final int ENDED_CONDITIONS_MAX = 256;
}
