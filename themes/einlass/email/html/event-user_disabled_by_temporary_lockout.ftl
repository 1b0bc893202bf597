<#import "template.ftl" as layout>
<@layout.notice lead=msg("einlassTemporaryLockoutLead", layout.shared.company)/>
