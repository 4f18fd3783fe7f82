package io.vigil.simulate;

/**
 * One connection between a device and a site: what arrives, arrives in its order. Once something is
 * lost nothing arrives any more, and neither end is told.
 */
final class Wire {

    private final Network network;
    private final int device;
    private final int site;
    private boolean isBroken;

    Wire(Network network, int device, int site) {
        this.network = network;
        this.device = device;
        this.site = site;
    }

    void toSite(Runnable arrives) {
        send(device, site, arrives);
    }

    void toDevice(Runnable arrives) {
        send(site, device, arrives);
    }

    private void send(int from, int to, Runnable arrives) {
        isBroken |= network.breaks(from, to);
        if (!isBroken) {
            network.inOrder(from, to, () -> arrive(from, to, arrives));
        }
    }

    private void arrive(int from, int to, Runnable arrives) {
        isBroken |= network.isCut(from, to);
        if (!isBroken) {
            arrives.run();
        }
    }
}
