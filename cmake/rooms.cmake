# SPDX-License-Identifier: Apache-2.0
# How a room of the house becomes a library, and what only our own code is compiled with.

# Warnings and code generation: never part of what a user of the libraries is compiled with.
add_library(crossweave_options INTERFACE)
set(shadow -Wshadow)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # Many files read as one: what a name of one file hides in the next, and a fixture that one file alone knows, are no
    # faults. Builds of single files (the presets dev and tidy) look at all of a file's own names.
    set(shadow $<IF:$<BOOL:$<TARGET_PROPERTY:UNITY_BUILD>>,-Wshadow=local$<SEMICOLON>-Wno-subobject-linkage,-Wshadow>)
endif()
target_compile_options(crossweave_options INTERFACE
    -Wall -Wextra -Wpedantic "${shadow}" -Wconversion $<$<BOOL:${CROSSWEAVE_WARNINGS_AS_ERRORS}>:-Werror>
    -ffp-contract=off) # a*b+c must not depend on how a loop was vectorised
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # It takes the undefined registers of its own AVX-512 header for uninitialised variables (GCC bug 105593), wherever
    # Eigen or a kernel uses them.
    set(spared -Wno-maybe-uninitialized -Wno-uninitialized)
endif()
if(CROSSWEAVE_NATIVE)
    include(CheckCXXCompilerFlag)
    target_compile_options(crossweave_options INTERFACE -march=native ${spared})
    # With wide registers g++ 12.2 turns {{0, 0, 1, 1}, {1, 1, 0, 0}} into {{0, 0, 1, 1}, {1, 1, 1, 1}}; either of
    # these keeps it right (tests/system/compiler.cpp).
    target_compile_options(crossweave_options INTERFACE -fno-tree-slp-vectorize)
    check_cxx_compiler_flag(-mmove-max=128 CROSSWEAVE_HAS_MOVE_MAX)
    if(CROSSWEAVE_HAS_MOVE_MAX)
        target_compile_options(crossweave_options INTERFACE -mmove-max=128 -mstore-max=128)
    endif()
else()
    target_compile_options(crossweave_options INTERFACE ${spared})
endif()
if(CROSSWEAVE_SANITIZE)
    target_compile_options(crossweave_options INTERFACE "-fsanitize=${CROSSWEAVE_SANITIZE}" -fno-omit-frame-pointer
        -fno-sanitize-recover=all)
    target_link_options(crossweave_options INTERFACE -fsanitize=${CROSSWEAVE_SANITIZE})
endif()

if(CROSSWEAVE_FUZZ)
    target_compile_options(crossweave_options INTERFACE -fsanitize=fuzzer-no-link -w) # warnings are g++'s
endif()

# Reads headers that take seconds only once for all files of a target. A compiler cache does not go with that.
function(read_once target)
    if(NOT CMAKE_CXX_COMPILER_LAUNCHER MATCHES ccache)
        target_precompile_headers(${target} PRIVATE ${ARGN})
    endif()
endfunction()

# The library crossweave::ROOM of this folder's sources, but for those in EXCEPT. Compiled with -O2 unless the room asks for more
# (-O3: long loops) or less (-O1: none, and much to compile). EACH_ALONE: its files are never read as one.
function(add_room room)
    cmake_parse_arguments(PARSE_ARGV 1 arg "EACH_ALONE" "OPTIMISE" "EXCEPT")
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS *.cpp)
    foreach(source ${arg_EXCEPT})
        list(REMOVE_ITEM sources ${CMAKE_CURRENT_SOURCE_DIR}/${source})
    endforeach()
    add_library(crossweave_${room} STATIC ${sources})
    add_library(crossweave::${room} ALIAS crossweave_${room})
    if(arg_EACH_ALONE)
        set_target_properties(crossweave_${room} PROPERTIES UNITY_BUILD OFF)
    endif()
    set_target_properties(crossweave_${room} PROPERTIES EXPORT_NAME ${room})
    target_compile_features(crossweave_${room} PUBLIC cxx_std_17)
    target_include_directories(crossweave_${room} PUBLIC
        $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/crossweave>)
    target_link_libraries(crossweave_${room} PRIVATE $<BUILD_INTERFACE:crossweave_options>)
    if(NOT arg_OPTIMISE)
        set(arg_OPTIMISE -O2)
    endif()
    target_compile_options(crossweave_${room} PRIVATE $<$<CONFIG:Release>:${arg_OPTIMISE}>)
    install(TARGETS crossweave_${room} EXPORT crossweaveTargets)
endfunction()
