"""Sextant, with which a mate proves at the bastion who she is: she signs the challenge that the bastion gives her.

    sextant.py KEYFILE CHALLENGE        prints r and s in hex
"""

import hashlib
import os
import sys

P = 0xc07dde0fb12f688180c26e9aecae8ab0e9751df870c12a92752c8a233b55fc79e530b895ac166dcbf127fb39b1e35c1d2f37aa45eafe532fd52f727af5f8bf95
Q = 0xc427568f72cc68006f134683603039886f967f15
G = 0x3c98b365a65f32f83b4fd12704785757ff8992fd74fd2a01b99c56d09183a5b5e477237503ec1a735f0ce9009663b2390dbf12e6261cbd6072f0609dae63644f
CHANCE_BYTES = 16


def digest(challenge):
    return int.from_bytes(hashlib.sha256(bytes.fromhex(challenge)).digest()[:20], "big") % Q


def sign(x, challenge, chance=os.urandom):
    """r = (g^k mod p) mod q, s = (h + x r) / k mod q; k must never come twice, so it is fresh chance each time."""
    while True:
        k = int.from_bytes(chance(CHANCE_BYTES), "big") % Q
        if k == 0:
            continue
        r = pow(G, k, P) % Q
        s = pow(k, -1, Q) * (digest(challenge) + x * r) % Q
        if r and s:
            return r, s


def is_signed(y, challenge, r, s):
    if not (0 < r < Q and 0 < s < Q):
        return False
    w = pow(s, -1, Q)
    return pow(G, digest(challenge) * w % Q, P) * pow(y, r * w % Q, P) % P % Q == r


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        print("PROVE %x %x" % sign(int(file.read(), 16), sys.argv[2]))
