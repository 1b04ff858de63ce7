package dev.howdah.collector.events;

/// Numbers, one for each [Measure]; NaN for what the server does not count. Immutable.
final class Values {
    private final double[] numbers;

    private Values(double[] numbers) {
        this.numbers = numbers;
    }

    /// @param numbers in the order of [Measure#ALL]; not changed any more
    static Values of(double... numbers) {
        return new Values(numbers);
    }

    double get(Measure measure) {
        return numbers[Measure.ALL.indexOf(measure)];
    }

    /// Whether any of them is less than the earlier one.
    boolean fellSince(Values earlier) {
        for (int i = 0; i < numbers.length; i++) {
            if (numbers[i] < earlier.numbers[i]) {
                return true;
            }
        }
        return false;
    }

    Values minus(Values earlier) {
        var difference = new double[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            difference[i] = numbers[i] - earlier.numbers[i];
        }
        return new Values(difference);
    }
}
