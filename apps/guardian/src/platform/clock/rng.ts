/** Injection token of the node's source of randomness, an `Rng` of the crypto library. */
export const RNG = Symbol('rng');
