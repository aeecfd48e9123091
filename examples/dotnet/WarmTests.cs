using Xunit;

namespace Cups;

public class WarmTests
{
    [Fact]
    public void TeaOfSixtyDegreesIsWarm()
    {
        Assert.True(Pot.Warm(60));
        Assert.False(Pot.Warm(59));
    }
}
