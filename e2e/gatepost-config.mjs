// The configuration of a node in front of a farm, from the farm's farm.json.
// As a command, for the demo: `node gatepost-config.mjs .farm/farm.json > .farm/gatepost.toml`.

import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/**
 * @param {any} facts what farm.json holds
 * @param {{ listen?: string, keys?: string[] }} [choice] where to listen; the key ring, when several nodes or
 *   several lives of one node are to open the same sessions
 * @returns {string} the text of a gatepost.toml
 */
export function configuration(facts, { listen = '127.0.0.1:8080', keys } = {}) {
  const { directory, relay } = facts;
  // JSON's strings and lists of strings are TOML's too.
  const value = (it) => JSON.stringify(it);
  const lines = [
    `listen = ${value(listen)}`,
    ...(keys ? ['[session]', `keys = ${value(keys)}`] : []),
    '[directory]',
    'kind = "ldap"',
    `urls = ${value(directory.urls)}`,
    'starttls = true',
    `ca_file = ${value(facts.ca)}`,
    `base = ${value(directory.base)}`,
    `bind_dn = ${value(directory.bindDn)}`,
    `bind_password = ${value(directory.bindPassword)}`,
    '[mail]',
    `hosts = ${value(Object.keys(facts.backends))}`,
    `ca_file = ${value(facts.ca)}`,
    `submission = ${value(`smtps://${relay.address}:${relay.submissions}`)}`,
    `submission_tls_name = ${value(relay.tlsName)}`,
  ];
  for (const [host, backend] of Object.entries(facts.backends)) {
    lines.push(
      `[backends.${value(host)}]`,
      `imap = ${value(`imaps://${backend.address}:${backend.imaps}`)}`,
      `tls_name = ${value(backend.tlsName)}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const keys = [randomBytes(32).toString('base64')];
  process.stdout.write(configuration(JSON.parse(readFileSync(process.argv[2], 'utf8')), { keys }));
}
