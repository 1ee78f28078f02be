// The judge's other half: signs as well as verifies, many documents in one process, on Digital Bazaar's libraries; offline.
//   node peer.mjs < TASKS.json > ANSWERS.json
// TASKS.json: {"now": ISO, "documents": {ADDRESS: DOCUMENT}, "tasks": [...]}, a list, and each task one of
//   {"verify": CREDENTIAL}
//   {"verify": PRESENTATION, "challenge": TEXT, "domain": TEXT}
//   {"sign": DOCUMENT, "suite": NAME, "key": {id, controller, publicKeyMultibase, secretKeyMultibase}, "created": ISO}
//     and, to sign it as a presentation, "challenge" and "domain".
// ANSWERS.json: in the same order {"verified": BOOLEAN, "reason": TEXT} or {"signed": DOCUMENT}, or {"error": TEXT}.

import fs from 'node:fs';
import * as vc from '@digitalbazaar/vc';
import jsigs from 'jsonld-signatures';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {createSignCryptosuite as signJcs} from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import {cryptosuite as eddsaRdfc} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {cryptosuite as ecdsaRdfc} from '@digitalbazaar/ecdsa-rdfc-2019-cryptosuite';
import {Ed25519Signature2020} from '@digitalbazaar/ed25519-signature-2020';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import * as EcdsaMultikey from '@digitalbazaar/ecdsa-multikey';
import {addDidDocument, addDocument, documentLoader, notRevoked, reason, suite} from './loader.mjs';

const given = JSON.parse(fs.readFileSync(0, 'utf8')), now = new Date(given.now);
for(const [url, d] of Object.entries(given.documents)) d.verificationMethod ? addDidDocument(d) : addDocument(url, d);

const signers = {
  'eddsa-rdfc-2022': [Ed25519Multikey, eddsaRdfc],
  'eddsa-jcs-2022': [Ed25519Multikey, signJcs()],
  'ecdsa-rdfc-2019': [EcdsaMultikey, ecdsaRdfc],
};

async function sign({sign: document, suite: name, key, created, challenge, domain}) {
  const [kind, cryptosuite] = signers[name] ?? [Ed25519Multikey];
  const signer = (await kind.from({'@context': 'https://w3id.org/security/multikey/v1', type: 'Multikey', ...key})).signer();
  const chosen = cryptosuite ? new DataIntegrityProof({signer, date: created, cryptosuite}) : new Ed25519Signature2020({signer, date: created});
  const purpose = challenge ? new jsigs.purposes.AuthenticationProofPurpose({challenge, domain}) : new jsigs.purposes.AssertionProofPurpose();
  return {signed: await jsigs.sign(document, {suite: chosen, purpose, documentLoader})};
}

async function verify({verify: document, challenge, domain}) {
  const checkStatus = document.credentialStatus || challenge ? notRevoked : undefined;
  const outcome = challenge ?
    await vc.verify({presentation: document, suite, documentLoader, now, challenge, domain, checkStatus}) :
    await vc.verifyCredential({credential: document, suite, documentLoader, now, checkStatus});
  return {verified: outcome.verified, reason: outcome.verified ? '' : reason(outcome)};
}

const answers = [];
for(const task of given.tasks) {
  try {
    answers.push(await (task.sign ? sign(task) : verify(task)));
  } catch(error) { answers.push({error: String(error.message ?? error)}); }
}
fs.writeFileSync(1, JSON.stringify(answers));
