package dev.howdah.collector.target;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Whether the names of roles may be seen. Where a role is named by a token, its name is a secret.
public enum RoleNames {
    SHOW,
    /// A hash stands for each name, the same one everywhere, so that series can still be told apart and
    /// joined.
    HASH;

    private static final int DIGITS = 12;

    /// The name, or what stands for it; no name stays none.
    public String shown(String role) {
        return this == SHOW || role.isEmpty() ? role : hash(role);
    }

    /// A text in which a role's name may stand, as in a server's message.
    public String without(String role, String text) {
        return this == SHOW || role.isEmpty() ? text : text.replace(role, hash(role));
    }

    private static String hash(String role) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(role.getBytes(StandardCharsets.UTF_8));
            return "role_" + HexFormat.of().formatHex(digest).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
