namespace Interplay.Llm.Endpoints;

/// <summary>
/// When the next request may leave: a token bucket that holds one request, in its virtual-scheduling form (the generic cell rate algorithm,
/// ITU-T I.371), so that any span of t seconds sees at most rate·t + 1 requests; and a pause that a server asked for, which all requests share.
/// Slots are handed out by the clock, not by timers, so that a late wake-up costs no throughput.
/// </summary>
internal sealed class RequestPace(EndpointOptions options, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly double _ticksPerRequest = options.RequestsPerSecond is { } requests
        ? time.TimestampFrequency / requests
        : 0;
    private readonly double _ticksPerToken = options.TokensPerMinute is { } tokens
        ? time.TimestampFrequency * 60 / tokens
        : 0;
    private double _nextRequest = double.NegativeInfinity;
    private double _nextToken = double.NegativeInfinity;
    private double _pausedUntil = double.NegativeInfinity;

    /// <summary>Waits for a slot.</summary>
    /// <param name="tokens">Tokens the request is thought to take.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async ValueTask WaitAsync(double tokens, CancellationToken cancellationToken)
    {
        bool isFirst = true;
        while (true)
        {
            double slot = Reserve(isFirst ? tokens : 0);
            isFirst = false;
            double now;
            while ((now = time.GetTimestamp()) < slot)
            {
                // Rounded up: a timer that fires early must not let a request out before its slot.
                double milliseconds = Math.Ceiling((slot - now) * 1000 / time.TimestampFrequency);
                await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), time, cancellationToken);
            }

            lock (_lock)
            {
                if (now >= _pausedUntil)
                {
                    return;
                }
            }
        }
    }

    /// <summary>Sets the guess of <see cref="WaitAsync"/> right.</summary>
    /// <param name="tokens">Tokens taken beyond the guess; negative when it was too high.</param>
    public void Correct(double tokens)
    {
        lock (_lock)
        {
            _nextToken += tokens * _ticksPerToken;
        }
    }

    /// <summary>Holds all requests back.</summary>
    public void Pause(TimeSpan pause)
    {
        lock (_lock)
        {
            _pausedUntil = Math.Max(
                _pausedUntil,
                time.GetTimestamp() + pause.TotalSeconds * time.TimestampFrequency
            );
        }
    }

    private double Reserve(double tokens)
    {
        lock (_lock)
        {
            double slot = Math.Max(time.GetTimestamp(), _pausedUntil);
            if (_ticksPerRequest > 0)
            {
                slot = Math.Max(slot, _nextRequest);
            }

            if (_ticksPerToken > 0)
            {
                slot = Math.Max(slot, _nextToken);
                _nextToken = slot + tokens * _ticksPerToken;
            }

            _nextRequest = slot + _ticksPerRequest;
            return slot;
        }
    }
}
