namespace Cups;

public static class Pot
{
    public static bool Warm(int celsius) => celsius >= 60;
}
