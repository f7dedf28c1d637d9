declare module 'shamirs-secret-sharing' {
  const shamirs: {
    split(secret: Buffer, options: { shares: number; threshold: number }): Buffer[];
    combine(shares: readonly Buffer[]): Buffer;
  };
  export default shamirs;
}

declare module 'sodium-native' {
  const sodium: {
    crypto_sign_detached(signature: Buffer, message: Buffer, secretKey: Buffer): void;
    crypto_sign_verify_detached(signature: Buffer, message: Buffer, publicKey: Buffer): boolean;
    crypto_sign_seed_keypair(publicKey: Buffer, secretKey: Buffer, seed: Buffer): void;
    crypto_aead_xchacha20poly1305_ietf_encrypt(
      ciphertext: Buffer,
      message: Buffer,
      aad: Buffer | null,
      unused: null,
      nonce: Buffer,
      key: Buffer,
    ): number;
    crypto_aead_xchacha20poly1305_ietf_decrypt(
      message: Buffer,
      unused: null,
      ciphertext: Buffer,
      aad: Buffer | null,
      nonce: Buffer,
      key: Buffer,
    ): number;
  };
  export default sodium;
}
