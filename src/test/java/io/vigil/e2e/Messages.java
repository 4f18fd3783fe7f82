package io.vigil.e2e;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What a device says, field by field. */
public final class Messages {

    private Messages() {}

    public static ObjectNode hello(String device, long epoch, long next) {
        return message("hello", device)
                .put("epoch", epoch)
                .put("next", next)
                .put("at", System.currentTimeMillis());
    }

    public static ObjectNode observe(String device, long seq, long at) {
        ObjectNode message = message("observe", device).put("seq", seq).put("at", at);
        message.putObject("values");
        return message;
    }

    static ObjectNode heartRate(String device, long seq, long at, double value) {
        ObjectNode message = observe(device, seq, at);
        message.withObject("/values").put("hr", value);
        return message;
    }

    /** A cuff pressure, which alarms at once when it is beyond a limit. */
    static ObjectNode cuff(String device, long seq, long at, double sbp) {
        ObjectNode message = observe(device, seq, at);
        message.withObject("/values").put("sbp", sbp);
        message.putArray("spot").add("sbp");
        return message;
    }

    static ObjectNode technical(
            String device, long seq, long at, String condition, boolean active) {
        return message("technical", device)
                .put("seq", seq)
                .put("at", at)
                .put("condition", condition)
                .put("active", active);
    }

    static ObjectNode gap(String device, long seq, long through) {
        return message("gap", device).put("seq", seq).put("through", through);
    }

    static ObjectNode bye(String device) {
        return message("bye", device);
    }

    static ObjectNode acknowledge(String alarm, String priority) {
        return Rest.JSON
                .createObjectNode()
                .put("type", "acknowledge")
                .put("alarm", alarm)
                .put("priority", priority);
    }

    static ObjectNode received(long number) {
        return Rest.JSON.createObjectNode().put("type", "received").put("number", number);
    }

    private static ObjectNode message(String type, String device) {
        return Rest.JSON.createObjectNode().put("type", type).put("device", device);
    }
}
