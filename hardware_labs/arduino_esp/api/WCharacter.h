/* Arduino's names for the classes of characters. */
#ifndef WCHARACTER_H
#define WCHARACTER_H

#include <ctype.h>

inline bool isAlpha(int c) { return isalpha(c); }
inline bool isAlphaNumeric(int c) { return isalnum(c); }
inline bool isAscii(int c) { return (c & ~0x7f) == 0; }
inline bool isControl(int c) { return iscntrl(c); }
inline bool isDigit(int c) { return isdigit(c); }
inline bool isGraph(int c) { return isgraph(c); }
inline bool isHexadecimalDigit(int c) { return isxdigit(c); }
inline bool isLowerCase(int c) { return islower(c); }
inline bool isPrintable(int c) { return isprint(c); }
inline bool isPunct(int c) { return ispunct(c); }
inline bool isSpace(int c) { return isspace(c); }
inline bool isUpperCase(int c) { return isupper(c); }
inline bool isWhitespace(int c) { return c == ' ' || c == '\t'; }

#endif
