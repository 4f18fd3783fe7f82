package io.vigil.simulate;

/** The simulation has found something that must never happen. */
final class BrokenPromise extends RuntimeException {

    private static final long serialVersionUID = 1;

    BrokenPromise(String what) {
        super(what);
    }
}
