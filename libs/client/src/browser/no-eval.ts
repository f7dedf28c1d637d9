/*
 * Imported before anything that builds schemas: zod would try `new Function` once, which the page's content security policy forbids
 * and reports. Its settings are a global, and set here without loading zod, so that a page which has no schema at first does not
 * load it either. Should another version name them otherwise, the browser tests see the report.
 */
const scope = globalThis as { __zod_globalConfig?: { jitless?: boolean } };
scope.__zod_globalConfig = { ...scope.__zod_globalConfig, jitless: true };

export {};
