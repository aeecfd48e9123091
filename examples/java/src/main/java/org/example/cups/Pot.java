package org.example.cups;

public final class Pot {
    private Pot() {}

    public static boolean warm(int celsius) {
        return celsius >= 60;
    }
}
