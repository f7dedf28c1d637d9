import * as z from 'zod';

/*
 * Imported before anything that builds schemas: the library would try `new Function` once, which the page's content security
 * policy forbids and reports.
 */
z.config({ jitless: true });
