<#import "parts.ftl" as mail>
<@mail.notice lead=msg("einlassLoginErrorLead", mail.shared.company)/>
