// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <exception>
#include <string>

/// What the exception thrown by `call` says; empty when nothing is thrown.
template <class Call> std::string error_text(Call &&call) {
    try {
        call();
    } catch (const std::exception &error) {
        return error.what();
    }
    return "";
}
