package io.vigil.security;

import io.vigil.core.DeviceId;
import io.vigil.core.Ids;

/** The devices that a token may stream for. */
public sealed interface DeviceScope {

    boolean covers(DeviceId device);

    /** The words for this scope in a refusal. */
    String describe();

    /** Whoever is no device streams for none. */
    record None() implements DeviceScope {

        @Override
        public boolean covers(DeviceId device) {
            return false;
        }

        @Override
        public String describe() {
            return "no device";
        }
    }

    record One(DeviceId id) implements DeviceScope {

        @Override
        public boolean covers(DeviceId device) {
            return id.equals(device);
        }

        @Override
        public String describe() {
            return "device '" + id + "'";
        }
    }

    /**
     * A gateway: every device whose id starts with the prefix. The prefix is taken as it is, so
     * {@code gw-1} also covers {@code gw-12}: end it with a separator to keep two gateways apart.
     */
    record Gateway(String prefix) implements DeviceScope {

        /** @throws IllegalArgumentException if the prefix can't be the start of a device id */
        public Gateway {
            if (!Ids.isValid(prefix)) {
                throw new IllegalArgumentException(
                        "gateway prefix must match [A-Za-z0-9._-]{1,64}, got '" + prefix + "'");
            }
        }

        @Override
        public boolean covers(DeviceId device) {
            return device.value().startsWith(prefix);
        }

        @Override
        public String describe() {
            return "devices whose id starts with '" + prefix + "'";
        }
    }

    static DeviceScope none() {
        return new None();
    }
}
