# SPDX-License-Identifier: Apache-2.0
# `cmake --install`: program, libraries and headers, configs, the gem5 folder, man page and completion; `cpack` makes a .deb.
include(CMakePackageConfigHelpers)

set(data ${CMAKE_INSTALL_DATADIR}/crossweave)
install(TARGETS crossweave)
foreach(room common nn models tlm search apps)
    install(DIRECTORY ${room}/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/crossweave/${room} FILES_MATCHING PATTERN "*.h")
endforeach()
install(FILES crossweave/accelerator.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/crossweave)
install(DIRECTORY configs traces gem5 examples DESTINATION ${data})
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME copyright) # where Debian looks
install(DIRECTORY docs/ DESTINATION ${CMAKE_INSTALL_DOCDIR} FILES_MATCHING PATTERN "*.md")
install(FILES README.md LICENSE CITATION.cff DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(CODE "set(PROJECT_VERSION \"${PROJECT_VERSION}\") # where configs lie is known only now
set(data \"${data}\")
configure_file(\"${PROJECT_SOURCE_DIR}/cmake/crossweave.1.in\" \"${PROJECT_BINARY_DIR}/crossweave.1\" @ONLY)")
install(FILES ${PROJECT_BINARY_DIR}/crossweave.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES cmake/completion.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME crossweave)

set(package ${CMAKE_INSTALL_LIBDIR}/cmake/crossweave)
set(CROSSWEAVE_DATA ${data})
configure_package_config_file(cmake/crossweaveConfig.cmake.in ${PROJECT_BINARY_DIR}/crossweaveConfig.cmake
                              INSTALL_DESTINATION ${package} PATH_VARS CROSSWEAVE_DATA)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/crossweaveConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/crossweaveConfig.cmake ${PROJECT_BINARY_DIR}/crossweaveConfigVersion.cmake
              cmake/dependencies.cmake DESTINATION ${package})
install(EXPORT crossweaveTargets NAMESPACE crossweave:: DESTINATION ${package})

if(PROJECT_IS_TOP_LEVEL)
    set(CPACK_GENERATOR DEB)
    set(CPACK_PACKAGE_NAME crossweave)
    set(CPACK_PACKAGE_CONTACT "The Crossweave maintainers <maintainers@localhost>")
    set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
    set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
    set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
    set(CPACK_DEBIAN_PACKAGE_SECTION science)
    set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
    set(CPACK_DEBIAN_PACKAGE_RECOMMENDS dataset-fashion-mnist)
    # Who links the libraries needs what their headers and archives refer to.
    set(CPACK_DEBIAN_PACKAGE_SUGGESTS "libsystemc-dev, libeigen3-dev, libboost-program-options-dev, libdnnl-dev, \
libsqlite3-dev, libssl-dev, nlohmann-json3-dev, librandom123-dev, libexpected-dev, zlib1g-dev, libjpeg-dev, libonnx-dev, \
libprotobuf-dev, libopenmpi-dev, openmpi-bin")
    include(CPack)
endif()
