#!/usr/bin/env python3
"""Writes gb18030.bin: the two-byte characters of GB18030, and the runs of its four-byte ones within U+0080 to U+FFFF.

First 126 x 190 code units (UTF-16, little endian) for the lead bytes 81 to FE and the trail bytes 40 to 7E and 80 to FE;
then pairs of a linear four-byte index and the character there, one for each run of characters that follow one another,
closed by an index of the end.
"""
import pathlib
import struct

# GB 18030-2022 moved these from the private use area to characters of their own (WHATWG Encoding does the same).
MOVED = dict(
    [(0xA6D9 + i, c) for i, c in enumerate((0xFE10, 0xFE12, 0xFE11, 0xFE13, 0xFE14, 0xFE15, 0xFE16))]
    + [(0xA6EC, 0xFE17), (0xA6ED, 0xFE18), (0xA6F3, 0xFE19), (0xA8BC, 0x1E3F)]
    + list(zip((0xFE59, 0xFE61, 0xFE66, 0xFE67, 0xFE6D, 0xFE7E, 0xFE90, 0xFEA0), range(0x9FB4, 0x9FBC)))
)

units = []
for lead in range(0x81, 0xFF):
    for trail in [*range(0x40, 0x7F), *range(0x80, 0xFF)]:
        code = lead << 8 | trail
        units.append(MOVED.get(code) or ord(bytes((lead, trail)).decode("gb18030")))

END = 39420  # 84 31 A4 39 is U+FFFF, the last one.
runs = []
before = None
for index in range(END):
    rest, fourth = divmod(index, 10)
    rest, third = divmod(rest, 126)
    first, second = divmod(rest, 10)
    scalar = ord(bytes((0x81 + first, 0x30 + second, 0x81 + third, 0x30 + fourth)).decode("gb18030"))
    if before is None or scalar != before + 1:
        runs.append((index, scalar))
    before = scalar
runs.append((END, 0))

data = struct.pack(f"<{len(units)}H", *units) + b"".join(struct.pack("<2H", *run) for run in runs)
pathlib.Path(__file__).with_name("gb18030.bin").write_bytes(data)
