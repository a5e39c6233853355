// Adds the client's lazily loaded parts to what Trunk has built. Only scripts/build-client cuts the client into parts; any
// other build has all in one file. Part of post-build.mjs.

import { cp } from 'node:fs/promises';

if (process.env.GATEPOST_PARTS) await cp(process.env.GATEPOST_PARTS, process.env.TRUNK_STAGING_DIR, { recursive: true });
