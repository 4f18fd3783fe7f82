package io.vigil.core;

/** The one form that every id on the wire has: {@code [A-Za-z0-9._-]{1,64}}. */
public final class Ids {

    private Ids() {}

    public static boolean isValid(String value) {
        int length = value.length();
        if (length == 0 || length > Bounds.ID_LENGTH_MAX) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (!isIdCharacter(value.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    static String require(String what, String value) {
        if (value == null || !isValid(value)) {
            throw new IllegalArgumentException(
                    what + " id must match [A-Za-z0-9._-]{1,64}, got '" + shortened(value) + "'");
        }
        return value;
    }

    private static boolean isIdCharacter(char c) {
        return c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c >= '0' && c <= '9'
                || c == '.'
                || c == '_'
                || c == '-';
    }

    private static String shortened(String value) {
        if (value == null || value.length() <= Bounds.ID_LENGTH_MAX) {
            return String.valueOf(value);
        }
        return value.substring(0, Bounds.ID_LENGTH_MAX) + "…";
    }
}
