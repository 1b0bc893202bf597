<#ftl output_format="plainText">
<#import "template.ftl" as layout>
<@layout.notice lead=msg("einlassPermanentLockoutLead", layout.shared.company)/>
