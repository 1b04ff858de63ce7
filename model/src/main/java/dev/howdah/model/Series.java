package dev.howdah.model;

/// A stream of points: a metric about a resource with attributes. There is one object for each identity, so that `==`
/// compares identities, and a small dense [id][#id()] by which stages look up what they once decided about it.
/// After a series was released its id may be given to another; whoever keeps a table by id also keeps the series.
public final class Series {
    private final int id;
    private final Metric metric;
    private final Resource resource;
    private final Attributes attributes;

    Series(int id, Metric metric, Resource resource, Attributes attributes) {
        this.id = id;
        this.metric = metric;
        this.resource = resource;
        this.attributes = attributes;
    }

    public int id() {
        return id;
    }

    public Metric metric() {
        return metric;
    }

    public Resource resource() {
        return resource;
    }

    public Attributes attributes() {
        return attributes;
    }

    @Override
    public String toString() {
        return metric.name() + attributes;
    }
}
