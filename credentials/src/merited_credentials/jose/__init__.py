"""Badges as signed tokens (JOSE): compact JWS read strictly, the forms of credential in it, and whose key signed.

- `token`: three parts, strict base64url, strict JSON, the algorithms; no key is needed to take a token apart.
- `credential`: claims and credentials, in the forms of Open Badges 3.0, of VC-JOSE-COSE 1.0 and of data model 1.1.
- `lookup`: the key that signed, and whether it is the issuer's.
- `check`: the answers about a token; `presentation`: the same for what encloses credentials.
- `issue`: signs. `general` and `__main__`: the command line, for credentials about anything.
"""
