/**
 * Every route of a guardian: method, path, listener, who may call it. A new route is added here by hand, so that somebody has
 * thought about its caller; a test compares this table with the running node.
 */
export const ROUTES: readonly string[] = [
  'GET /admin/v1/audit | admin | viewer',
  'POST /admin/v1/login | admin | anyone',
  'GET /admin/v1/logins | admin | viewer',
  'DELETE /admin/v1/logins/:id | admin | viewer',
  'POST /admin/v1/logout | admin | viewer',
  'GET /admin/v1/me | admin | viewer',
  'GET /admin/v1/operators | admin | admin',
  'POST /admin/v1/operators | console | console',
  'POST /admin/v1/operators/:name/disable | admin | admin',
  'POST /admin/v1/operators/:name/reset | console | console',
  'GET /health/live | every | anyone',
  'GET /health/ready | every | anyone',
  'GET /openapi.json | every | anyone',
];
