package dev.howdah.catalog;

/// The servers an entry is for.
public enum Role {
    ANY,
    PRIMARY,
    STANDBY;

    boolean fits(boolean standby) {
        return switch (this) {
            case ANY -> true;
            case PRIMARY -> !standby;
            case STANDBY -> standby;
        };
    }
}
